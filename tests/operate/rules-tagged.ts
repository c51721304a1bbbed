import { defineConfig } from '../../shared/rules/define.ts'

/** Rules that look at an object's tags, and some for stories of failure. */
export default defineConfig({
  sizeLimits: { raw: 1000 },
  defaults: { tagsFrom: ['tag:Keywords'] },
  rules: [
    { match: 'stories/metadata/**', structuredMetadata: { photographer: { from: 'metadata:artist', type: 'string' } } },
  ],
})
