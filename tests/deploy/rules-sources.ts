import type { MirrorConfig } from '../../shared/rules/schema.ts'

/** Rules that mirror two prefixes of the bucket. */
const config: MirrorConfig = { sources: [{ prefix: 'uploads/' }, { prefix: 'press/', folder: 'news' }] }
export default config
