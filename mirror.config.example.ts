import { defineConfig } from './shared/rules/define.ts'

// Copy to mirror.config.ts and keep what you need; without that file, and for all that it does not name, the defaults
// hold. Every setting is described in docs/rules.md.
export default defineConfig({
  // Which part of the bucket is mirrored, and into which folder.
  sources: [{ prefix: 'uploads/', folder: 'studio' }],

  // Names that are not mirrored, instead of the default list. A slash at the end means folders.
  leftoverNames: ['._*', '.DS_Store', 'Thumbs.db', '__MACOSX/', '@eaDir/', 'proofs/'],

  // What holds for all keys that no rule says otherwise of.
  defaults: {
    // Everything that the FTP server or an editor notes down at the object.
    contextFrom: { alt: 'metadata:alt', photographer: 'metadata:photographer' },
    tagsFrom: ['tag:Keywords'],
  },

  // The first rule that matches a key speaks for it.
  rules: [
    { match: ['*.psd', '*.ai'], ignore: true },
    {
      name: 'press pictures under embargo',
      match: 'uploads/press/**',
      tags: ['press'],
      accessBy: {
        from: 'tag:Release',
        values: { now: {}, internal: { type: 'authenticated' } },
        otherwise: { accessControl: [{ access_type: 'token' }] },
      },
      structuredMetadata: { shot_on: { from: 'source:lastModified', type: 'date' } },
    },
    { match: '*.mp4', eager: ['w_1280,c_limit,q_auto'], eagerAsync: true, transfer: 'presigned' },
    { match: 'uploads/archive/**', onDelete: 'keep', backup: true },
  ],
})
