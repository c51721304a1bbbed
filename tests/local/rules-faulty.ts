/** Rules with three faults, as someone writes them who does not look. */
export default {
  sources: [{ prefix: 'uploads' }],
  rules: [
    { match: '*.psd', ignored: true },
    { match: 'press/**', type: 'public' },
  ],
}
