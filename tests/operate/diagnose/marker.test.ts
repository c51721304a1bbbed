import { NotFound } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { marker } from '../../../operate/diagnose/checks/marker.ts'
import { markerProtection } from '../../../operate/diagnose/checks/marker-protection.ts'
import { operatedBucket } from '../../../operate/stage/bucket.ts'
import { readSourceTemplate, sourceFacts } from '../../../operate/stage/source-template.ts'
import { Rules } from '../../../shared/rules/rules.ts'
import { DeployedStage, intactQueue, QUEUE } from './deployed.ts'

describe('the marker of a deployed stage', () => {
  /** What is found where the bucket's policy is as it should be. */
  async function findingFor(deployer: string | undefined) {
    const deployed = new DeployedStage()
    const environment = { ...deployed.stage.environment, ...(deployer !== undefined && { DEPLOYER: deployer }) }
    const stage = { ...deployed.stage, environment }
    const Statement = readSourceTemplate().statements(sourceFacts(stage, QUEUE, new Rules()))
    deployed.answer(stage.s3, { GetBucketPolicyCommand: { $metadata: {}, Policy: JSON.stringify({ Statement }) } })
    try {
      return await deployed.find(markerProtection, { queue: async () => intactQueue, stage })
    } finally {
      stage.close()
    }
  }

  it('is for those whom a deploy has named, which is told', async () => {
    const note = "role/ci and user/anna and the account's root may write .wellknown/"
    expect(await findingFor('role/ci user/anna')).to.deep.equal({ kind: 'pass', note })
  })

  it('that is missing is put by one of those', async () => {
    const deployed = new DeployedStage()
    const stage = { ...deployed.stage, environment: { ...deployed.stage.environment, DEPLOYER: 'role/ci' } }
    deployed.answer(stage.s3, { HeadObjectCommand: new NotFound({ $metadata: {}, message: 'no such key' }) })
    const account = async () => ({ cloudName: 'demo', apiKey: 'key', apiSecret: 'hush', uploadPrefix: undefined })
    const finding = await deployed.find(marker, { account, stage, bucket: operatedBucket(stage.s3, stage.bucket) })
    stage.close()
    const advice = "npx sls connect --stage dev puts it, run by role/ci and the account's root."
    expect(finding).to.deep.equal({ kind: 'fail', issues: ['there is no object .wellknown/cloudinary/demo'], advice })
  })

  it('is for anybody of the account where that is meant', async () => {
    expect(await findingFor('*')).to.have.property('kind', 'pass')
  })

  for (const [why, nobody] of [
    ['no deploy has named somebody', 'auto'],
    ['the stage is of an earlier version', undefined],
  ] as const) {
    it(`is for anybody of the account where ${why}, which is a warning`, async () => {
      const finding = await findingFor(nobody)
      expect(finding).to.have.property('kind', 'warning')
      const issue = 'anybody of the account who may write objects may write .wellknown/'
      expect(finding).to.have.property('issues').that.deep.equals([issue])
    })
  }
})
