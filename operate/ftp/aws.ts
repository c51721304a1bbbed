import { GetFunctionConfigurationCommand, ResourceNotFoundException } from '@aws-sdk/client-lambda'
import { composeIdentity } from '../../shared/composition/identity.ts'
import { readIdentityEnvironment } from '../../shared/config/identity.ts'
import type { Identity } from '../../shared/identity/log-in.ts'
import { UsageError } from '../cli/usage-error.ts'
import { askIdentity, type LoginQuestion } from '../stage/identity-function.ts'
import type { Stage } from '../stage/stage.ts'

/** The users of a stage, as its identity function sees them: it is asked for its settings. */
export async function identityOf(stage: Stage): Promise<Identity> {
  const FunctionName = stage.functionName('identity')
  const command = new GetFunctionConfigurationCommand({ FunctionName })
  const { Environment } = await stage.lambda.send(command).catch((thrown) => {
    if (!(thrown instanceof ResourceNotFoundException)) throw thrown
    throw new UsageError(
      `expected a function ${FunctionName}, found none: the stage has no server for FTP clients; run \`npx sls deploy --stage ${stage.name} --param transfer=sftp\``,
    )
  })
  return composeIdentity(readIdentityEnvironment(Environment?.Variables ?? {}), stage.dynamodb)
}

/** What the identity function of a stage answers to AWS Transfer Family. */
export async function answerOf(stage: Stage, question: LoginQuestion): Promise<unknown> {
  const FunctionName = stage.functionName('identity')
  const asked = await askIdentity(stage.lambda, FunctionName, question)
  if (asked.kind === 'answered' && asked.answer !== undefined) return asked.answer
  const found = asked.kind === 'failed' ? 'an error' : 'no JSON'
  throw new UsageError(
    `expected an answer of ${FunctionName}, found ${found}; read its log: /aws/lambda/${FunctionName}`,
  )
}
