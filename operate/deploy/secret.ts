import { z } from 'zod'
import { readCloudinaryUrl } from '../../shared/ports/account.ts'
import { messageOf } from '../cli/trouble.ts'
import { UsageError } from '../cli/usage-error.ts'

const workerSchema = z.looseObject({
  Environment: z.looseObject({ Variables: z.looseObject({ CLOUDINARY_URL_SECRET: z.string() }) }),
})

/** The name of the secret that a compiled template gives the worker. */
export function secretNameOf({ WorkerLambdaFunction }: Readonly<Record<string, { Properties?: unknown }>>): string {
  return workerSchema.parse(WorkerLambdaFunction?.Properties).Environment.Variables.CLOUDINARY_URL_SECRET
}

/**
 * Throws where the secret is not there, or is no account: a stack with it mirrors nothing. Who deploys need not be let read it:
 * resolves with what to tell people where it could not be looked at.
 */
export async function checkSecret(
  name: string,
  region: string | undefined,
  read: (name: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  let text: string | undefined
  try {
    text = await read(name)
  } catch (thrown) {
    return `Whether the secret ${name} holds a Cloudinary account could not be looked at: ${messageOf(thrown)}`
  }
  if (text === undefined)
    throw new UsageError(
      `expected a secret ${name} with the Cloudinary account in ${region}, found none. ${adviceFor('create', name)}`,
    )
  const account = readCloudinaryUrl(text)
  if ('fault' in account)
    throw new UsageError(
      `expected the Cloudinary account in the secret ${name}, found ${account.fault}. ${adviceFor('put', name)}`,
    )
  return undefined
}

function adviceFor(action: 'create' | 'put', name: string): string {
  const command = action === 'create' ? `create-secret --name ${name}` : `put-secret-value --secret-id ${name}`
  return `Run \`aws secretsmanager ${command} --secret-string file:///dev/stdin\`, paste the API environment variable, and press Return and Ctrl-D.`
}
