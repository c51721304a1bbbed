import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { CreateFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import { strToU8, zipSync } from 'fflate'
import { connectAws } from './aws.ts'
import { type Emulator, startEmulator } from './emulator.ts'
import { MissingError } from './python.ts'

const ANSWER = 'ready'
const SOURCE = `exports.handler = async () => '${ANSWER}'`

/**
 * Looks whether the emulator runs on this machine at all, with nothing of this project in it: a bucket, a queue, and a function that
 * answers. Throws a MissingError where it does not, so that no machine is taken for a fault of the project.
 */
export async function probeEmulator(python: string): Promise<void> {
  let emulator: Emulator | undefined
  try {
    emulator = await startEmulator(python)
    const answer = await askAll(emulator.endpoint)
    if (answer !== JSON.stringify(ANSWER)) throw new Error(`its function answers ${answer}`)
  } catch (thrown) {
    const found = thrown instanceof Error ? thrown.message : String(thrown)
    throw new MissingError(`expected an emulator of AWS that runs functions, found: ${found}`)
  } finally {
    await emulator?.stop()
  }
}

async function askAll(endpoint: string): Promise<string> {
  const { s3, sqs, iam, lambda, close } = connectAws(endpoint)
  try {
    await s3.send(new CreateBucketCommand({ Bucket: 'probe' }))
    await s3.send(new PutObjectCommand({ Bucket: 'probe', Key: 'a', Body: 'a' }))
    await sqs.send(new CreateQueueCommand({ QueueName: 'probe' }))
    const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] })
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'probe', AssumeRolePolicyDocument }))
    const FunctionName = 'probe'
    const code = { Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 60 } as const
    const ZipFile = zipSync({ 'index.js': strToU8(SOURCE) })
    await lambda.send(new CreateFunctionCommand({ FunctionName, ...code, Role: Role?.Arn, Code: { ZipFile } }))
    const { Payload = [] } = await lambda.send(new InvokeCommand({ FunctionName }))
    return Buffer.from(Payload).toString()
  } finally {
    close()
  }
}
