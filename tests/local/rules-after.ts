import { defineConfig } from '../../shared/rules/define.ts'
import before from './rules-before.ts'

/** The same with another tag for the press, and the closed pictures open. */
export default defineConfig({
  ...before,
  rules: (before.rules ?? []).map((rule) => {
    if (rule.match === 'uploads/press/**') return { ...rule, tags: ['press', '2026'] }
    return rule.match === 'uploads/closed/**' ? { match: 'uploads/closed/**' } : rule
  }),
})
