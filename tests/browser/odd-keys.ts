/** Keys that would do harm where a text is taken for something else, and how people see them. */
interface OddKey {
  readonly key: string
  readonly shown: string
}

const asTheyAre = [
  '<script>window.wasRun=1</script>.jpg',
  '"><img src=x onerror="window.wasRun=1">.jpg',
  "it's 100% & more; a+b=c#d?e.jpg",
  '🎉 ünïcödé 文件.jpg',
  'https:/evil.example/$(rm)/a.jpg',
].map((name): OddKey => ({ key: `odd/${name}`, shown: `odd/${name}` }))

/** What is put under these keys is a picture. */
export const ODD_KEYS: readonly OddKey[] = [
  ...asTheyAre,
  // It would be read as gpj.exe.
  { key: 'odd/\u202eexe.jpg', shown: 'odd/\\u{202e}exe.jpg' },
  { key: `odd/${'long '.repeat(180)}.jpg`, shown: `odd/${'long '.repeat(180)}.jpg` },
]
