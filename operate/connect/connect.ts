import { TransientError } from '../../shared/model/errors.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import {
  type Command,
  type CommandContext,
  isConfirmed,
  jsonOption,
  type OptionValues,
  yesOption,
} from '../cli/command.ts'
import { printJson } from '../cli/json.ts'
import { table } from '../cli/table.ts'
import type { Terminal } from '../cli/terminal.ts'
import { UsageError } from '../cli/usage-error.ts'
import { readAccount } from '../stage/account.ts'
import type { Stage } from '../stage/stage.ts'
import { applyConnection, oursOf, planConnection, type Task } from './apply.ts'
import type { Change } from './decide.ts'

/** How `sls connect` is to go about it. */
export interface ConnectOptions {
  readonly task: Task
  readonly isDryRun: boolean
}

/** What `sls connect` has found and done. */
export interface Connection {
  readonly bucket: string
  readonly isBucketOfStack: boolean
  readonly isDryRun: boolean
  readonly changes: readonly Change[]
}

/** `sls connect`: lets a bucket that is there already report to the stage, and Cloudinary read it. */
export const connect: Command = {
  path: ['connect'],
  usage:
    "Connects an existing bucket (notifications, Cloudinary's permission to read, marker); what others have set stays",
  options: {
    'dry-run': { usage: 'Says what would change, and changes nothing', type: 'boolean' },
    repair: {
      usage:
        'Also puts back what a bucket of the stack and the queue have lost: a deploy that changes nothing does not',
      type: 'boolean',
    },
    remove: { usage: 'Takes all of it back', type: 'boolean' },
    ...yesOption,
    ...jsonOption,
  },
  async run(context) {
    const { options, terminal } = context
    const how = { task: taskOf(options), isDryRun: options['dry-run'] === true }
    const stage = await context.stage()
    if (how.task === 'remove' && !how.isDryRun && !(await isRemovalMeant(context, stage))) return 1
    const connection = await connectBucket(stage, context.rules, how)
    if (options.json) printJson(terminal, connection)
    else terminal.print(tell(connection, terminal.columns, how.task))
    return 0
  },
}

function taskOf({ remove, repair }: OptionValues): Task {
  if (remove && repair) throw new UsageError('expected one of --repair and --remove, found both')
  if (remove) return 'remove'
  return repair ? 'repair' : 'connect'
}

async function isRemovalMeant(context: CommandContext, { bucket }: Stage): Promise<boolean> {
  const effect = 'nothing more of it is mirrored at once, and Cloudinary cannot read it any longer'
  if (await isConfirmed(context, `Disconnects ${bucket}: ${effect}. Go on?`)) return true
  context.terminal.note('Nothing was changed.')
  return false
}

/** Connects the stage's bucket, repairs or disconnects it; what is as it should be stays untouched. */
async function connectBucket(stage: Stage, rules: Rules, { task, isDryRun }: ConnectOptions): Promise<Connection> {
  const ours = await oursOf(stage, await cloudNameOf(stage), rules)
  const planned = await planConnection(stage, ours, task)
  if (!isDryRun) await applyConnection(stage, ours, planned, task)
  const { bucket, isBucketOfStack } = stage
  return { bucket, isBucketOfStack, isDryRun, changes: planned.changes }
}

/** The marker has the account's name, which is in the secret. */
async function cloudNameOf(stage: Stage): Promise<string> {
  try {
    return (await readAccount(stage)).cloudName
  } catch (thrown) {
    if (!(thrown instanceof TransientError)) throw thrown
    throw new UsageError(
      `expected to know the Cloudinary account, found that ${thrown.message}; fix that and try again`,
    )
  }
}

/** After a deploy: says what becomes public, connects the bucket where the stack did not make it, and says what has changed. */
export async function connectAfterDeploy(stage: Stage, rules: Rules, terminal: Terminal): Promise<void> {
  terminal.note(publicNote(stage.bucket))
  if (stage.isBucketOfStack) return
  terminal.note(
    tell(await connectBucket(stage, rules, { task: 'connect', isDryRun: false }), terminal.columns, 'connect'),
  )
}

function publicNote(bucket: string): string {
  return `What is sent to ${bucket} becomes public, under a URL that is easily guessed. docs/rules.md says what does not.`
}

function tell({ bucket, isBucketOfStack, isDryRun, changes }: Connection, columns: number, task: Task): string {
  const isMarkerOnly = isBucketOfStack && task !== 'repair'
  const rows = changes.map(({ action, part, what }) => [action, part, what])
  const lines = rows.length === 0 ? [] : [table(['change', 'part', 'what'], rows, columns)]
  if (isMarkerOnly)
    lines.unshift(`The stack made ${bucket}, all of it but the marker; --repair puts back what it has lost since.`)
  if (rows.length === 0) lines.push(`${isMarkerOnly ? 'The marker' : bucket} is as it should be; nothing was changed.`)
  else lines.push(isDryRun ? `Nothing was changed: this was a dry run on ${bucket}.` : `${bucket} was changed.`)
  return lines.join('\n')
}
