import { createHash } from 'node:crypto'
import { GetFunctionUrlConfigCommand } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import type { DeployedStage } from '../deployed-stage.ts'

/** What comes to the public URL of the webhook. */
export function webhook(stage: DeployedStage): void {
  it('takes at its webhook what the account has signed, and nothing else', async () => {
    const body = JSON.stringify({
      notification_type: 'upload',
      public_id: 'told',
      resource_type: 'image',
      type: 'upload',
    })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const signed = createHash('sha1').update(`${body}${timestamp}secret`).digest('hex')
    expect(await postToWebhook(stage, body, { timestamp, signature: signed })).to.equal(200)
    expect(await postToWebhook(stage, body, { timestamp, signature: 'f'.repeat(40) })).to.equal(401)
  })
}

/** The emulator's function URLs are under its own address too. */
async function postToWebhook(
  { aws, emulator, functionName }: DeployedStage,
  body: string,
  { timestamp, signature }: { readonly timestamp: string; readonly signature: string },
): Promise<number> {
  const { FunctionUrl = '' } = await aws.lambda.send(
    new GetFunctionUrlConfigCommand({ FunctionName: functionName('webhook') }),
  )
  const [id] = new URL(FunctionUrl).hostname.split('.')
  const headers = { 'x-cld-timestamp': timestamp, 'x-cld-signature': signature }
  const response = await fetch(`${emulator.endpoint}/_aws/lambda-url/${id}/`, { method: 'POST', headers, body })
  return response.status
}
