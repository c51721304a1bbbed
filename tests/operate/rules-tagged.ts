import { defineConfig } from '../../shared/rules/define.ts'

/** Rules that look at an object's tags. */
export default defineConfig({ defaults: { tagsFrom: ['tag:Keywords'] } })
