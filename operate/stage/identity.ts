import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { ClientOptions } from './clients.ts'

/** Whose credentials these are. */
export async function readIdentity(sts: STSClient): Promise<{ readonly account: string; readonly arn: string }> {
  const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}))
  return { account: Account, arn: Arn }
}

/** The ARN of whose credentials these are, by a client of its own. */
export async function readCallerArn(options: ClientOptions): Promise<string> {
  const sts = new STSClient(options)
  try {
    return (await readIdentity(sts)).arn
  } finally {
    sts.destroy()
  }
}
