import { lintRules } from '../../../shared/rules/lint.ts'
import { typed } from '../../cli/typed.ts'
import { type Check, warn } from '../check.ts'

/** The rules say what they are hardly ever meant to. */
export const rules: Check = {
  description: 'Each rule matches some keys, and takes nothing of the defaults away unseen',
  async run({ rules: { config } }) {
    const issues = lintRules(config)
    if (issues.length === 0) return { kind: 'pass' }
    return warn(
      issues,
      typed`Change mirror.config.ts and deploy; \`npx sls explain --key KEY\` says which rule speaks for a key.`,
    )
  },
}
