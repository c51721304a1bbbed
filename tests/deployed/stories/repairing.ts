import {
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3'
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { jpeg } from '../../local/pictures.ts'
import type { DeployedStage } from '../deployed-stage.ts'
import { limits } from '../limits.ts'

const REPAIR = 'npx sls connect --repair --stage dev'

/** What somebody has taken away that a deploy has made. */
export function repairing(stage: DeployedStage): void {
  it('is put right by what diagnose says, where bucket and queue have lost their settings, and not by a deploy', async () => {
    await stage.quiet()
    await lose(stage)
    expect((await stage.deploy()).text).to.contain('No changes to deploy')
    const { text } = await stage.sls(['diagnose'])
    expect(text.split(REPAIR)).to.have.length(5)
    await stage.put('unreported.jpg')
    expect(await stage.succeed(['connect', '--repair', '--dry-run'])).to.contain('Nothing was changed')
    const said = await stage.succeed(['connect', '--repair'])
    for (const part of ['queue-policy', 'policy', 'marker', 'notification'])
      expect(said).to.match(new RegExp(`^add +${part} `, 'm'))
    expect(await stage.succeed(['connect', '--repair'])).to.contain('nothing was changed')
    expect(await failures(stage)).to.deep.equal(limits.flatMap(({ failedCheck }) => failedCheck ?? []))
    await stage.put('reported.jpg')
    await stage.arrived('reported', jpeg('reported.jpg'))
    await stage.succeed(['sweep'])
    await stage.arrived('unreported', jpeg('unreported.jpg'))
  })
}

async function lose({ aws: { s3, sqs }, bucket: Bucket, clients }: DeployedStage): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket, Key: '.wellknown/cloudinary/demo' }))
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }))
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
  const QueueUrl = clients.description.queueUrl
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: '' } }))
}

async function failures(stage: DeployedStage): Promise<readonly string[]> {
  const { text } = await stage.sls(['diagnose'])
  return text.split('\n').flatMap((line) => /^[✖!] (.*)/.exec(line)?.[1] ?? [])
}
