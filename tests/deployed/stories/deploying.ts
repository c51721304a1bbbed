import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation'
import { expect } from 'chai'
import type { DeployedStage } from '../deployed-stage.ts'
import { limits } from '../limits.ts'

/** From nothing to a stage that its own checks find sound. */
export function deploying(stage: DeployedStage): void {
  it('is deployed as it stands, with all resources that CloudFormation is given', async () => {
    await stage.deploy()
    expect(await unfinished(stage)).to.deep.equal([])
  })

  it('has nothing to change at a second deploy', async () => {
    expect((await stage.deploy()).text).to.contain('No changes to deploy')
  })

  it('is connected by its marker', async () => {
    expect(await stage.succeed(['connect'])).to.match(/add +marker +\.wellknown\/cloudinary\/demo/)
    expect(await stage.succeed(['connect'])).to.contain('nothing was changed')
  })

  it('passes each check of sls diagnose, but those that the emulator fails', async () => {
    const { text } = await stage.sls(['diagnose'])
    const failed = text.split('\n').flatMap((line) => /^[✖!] (.*)/.exec(line)?.[1] ?? [])
    const expected = limits.flatMap(({ failedCheck }) => failedCheck ?? [])
    expect(failed, text).to.deep.equal(expected)
    // There is no server for FTP clients.
    expect(text, text).to.match(new RegExp(`${expected.length} failed, 4 skipped`))
  })
}

async function unfinished(stage: DeployedStage): Promise<readonly string[]> {
  const StackName = stage.functionName('worker').replace(/-worker$/, '')
  const { StackResourceSummaries = [] } = await stage.aws.cloudFormation.send(
    new ListStackResourcesCommand({ StackName }),
  )
  expect(StackResourceSummaries).to.have.length.above(40)
  return StackResourceSummaries.filter(({ ResourceStatus }) => !ResourceStatus?.endsWith('_COMPLETE')).map(
    ({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId}: ${ResourceStatus}`,
  )
}
