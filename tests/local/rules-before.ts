import { defineConfig } from '../../shared/rules/define.ts'

/** The rules that the tests of rules begin with. */
export default defineConfig({
  asyncAboveBytes: 20_000,
  sources: [{ prefix: 'uploads/', folder: 'studio' }],
  rules: [
    { match: '*.psd', ignore: true },
    { match: 'uploads/closed/**', type: 'private' },
    { match: 'uploads/auto/**', resourceType: 'auto', transfer: 'presigned' },
    { match: 'uploads/kept/**', onDelete: 'keep' },
    {
      match: 'uploads/press/**',
      tags: ['press'],
      tagsFrom: ['tag:Keywords'],
      contextFrom: { alt: 'metadata:alt' },
      accessBy: { from: 'tag:Release', values: { internal: { type: 'authenticated' } } },
      structuredMetadata: {
        shot_on: { from: 'source:lastModified', type: 'date' },
        rating: { from: 'tag:Rating', type: 'integer' },
      },
    },
  ],
})
