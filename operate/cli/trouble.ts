import { ConfigError } from '../../shared/model/config-error.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { typed } from './typed.ts'
import { UsageError } from './usage-error.ts'

/** What to tell people of an error that they can fix; undefined where it is the program's fault, which needs a stack. */
export function wordsFor(thrown: Error): string | undefined {
  if (thrown instanceof UsageError || thrown instanceof ConfigError) return thrown.message
  if (thrown instanceof TransientError) return unanswered(thrown.message)
  // The AWS SDKs put it into whatever they throw, also where no service has answered.
  return '$metadata' in thrown ? unanswered(messageOf(thrown)) : undefined
}

/** Errors of AWS often say only by their name what they are. */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'failed without a reason'
  return thrown.name === 'Error' ? thrown.message : `${thrown.name}: ${thrown.message}`
}

function unanswered(found: string): string {
  return typed`expected the stage's services to answer, found ${found}; look at the credentials, their permissions and the network (\`npx sls diagnose\` checks them), then run it again`
}
