import { defineConfig } from '../../shared/rules/define.ts'

/** Where no webhook reaches this machine, an upload in the background is noticed by looking. */
export default defineConfig({ asyncAboveBytes: 10_000_000 })
