import { desiredAsset } from '../../shared/rules/desired-asset.ts'
import { lintRules } from '../../shared/rules/lint.ts'
import { decodePublicId } from '../../shared/rules/public-id.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import { type Command, jsonOption } from '../cli/command.ts'
import { printJson } from '../cli/json.ts'
import { requiredKey } from '../cli/options.ts'
import { visible } from '../cli/table.ts'

/** `sls explain`: what the rules make of a key, and which of them says so. */
export const explain: Command = {
  path: ['explain'],
  usage: 'Says what the rules in mirror.config.ts make of an object key, and which of them says so',
  options: {
    key: { usage: 'The object key, such as uploads/a.jpg', type: 'string', shortcut: 'k', required: true },
    ...jsonOption,
  },
  async run({ options, rules, terminal }) {
    const key = requiredKey(options)
    const explanation = explainKey(rules, key)
    if (options.json) printJson(terminal, explanation)
    else terminal.print(tellExplanation(explanation))
    for (const warning of lintRules(rules.config)) terminal.note(`Warning: ${visible(warning)}.`)
    return 0
  },
}

type Explanation = ReturnType<typeof explainKey>

/** What can be said of a key by its name alone. */
export function explainKey(rules: Rules, key: string) {
  const match = rules.matchRule(key)
  if (match.kind === 'ignored') return { key, result: 'ignored', reason: match.reason } as const
  const { options, rule } = match
  const desired = desiredAsset(match, { bucket: '', key, object: anyObject })
  if ('code' in desired) return { key, result: 'refused', rule, reason: desired.reason } as const
  const { address } = desired
  const reads = readsOf(rules, key)
  return { key, result: 'mirrored', rule, ...address, path: decodePublicId(address.publicId), reads, options } as const
}

const anyObject = {
  state: 'present',
  etag: '',
  etagIsMd5: true,
  sizeBytes: 1,
  versionId: undefined,
  lastModifiedMs: 0,
  archived: false,
  metadata: {},
  tags: {},
  detected: undefined,
} as const

function readsOf(rules: Rules, key: string): string[] {
  const { tags, content } = rules.needsOf(key)
  return ['HEAD', ...(tags ? ['tags'] : []), ...(content ? ['first bytes'] : [])]
}

/** What `explainKey` says, in lines for people. */
export function tellExplanation(explanation: Explanation): string {
  const { key, result } = explanation
  const rows: [string, string][] = [['key', key]]
  if (result !== 'ignored') rows.push(['rule', explanation.rule])
  rows.push(['result', result === 'mirrored' ? result : `${result}: ${explanation.reason}`])
  if (result === 'mirrored') {
    rows.push(['asset', `${explanation.resourceType} ${explanation.type} ${explanation.publicId}`])
    rows.push(['reads', explanation.reads.join(', ')])
    for (const [name, value] of Object.entries(explanation.options)) rows.push([name, JSON.stringify(value)])
  }
  return rows.map(([name, value]) => `${name.padEnd(18)} ${visible(value)}`).join('\n')
}
