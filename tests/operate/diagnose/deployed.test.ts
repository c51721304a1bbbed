import { expect } from 'chai'
import { credentials } from '../../../operate/diagnose/checks/credentials.ts'
import { mapping } from '../../../operate/diagnose/checks/mapping.ts'
import { secret } from '../../../operate/diagnose/checks/secret.ts'
import { closedBreaker } from '../../../shared/breaker/state.ts'
import { ACCOUNT, intactQueue, PASS, QUEUE, useDeployedStage } from './deployed.ts'

const $metadata = {}

describe('on a deployed stage', () => {
  const deployed = useDeployedStage()

  describe('credentials', () => {
    const queue = async () => intactQueue

    it("pass where they are the account's", async () => {
      deployed().answer(deployed().cloud.sts, { GetCallerIdentityCommand: { $metadata, Account: ACCOUNT } })
      expect(await deployed().find(credentials, { queue })).to.deep.equal(PASS)
    })

    describe('of another region', () => {
      const elsewhere = useDeployedStage('us-east-1')

      it('are found to be so, and for another account', async () => {
        elsewhere().answer(elsewhere().cloud.sts, { GetCallerIdentityCommand: { $metadata, Account: '999988887777' } })
        expect(await elsewhere().issuesOf(credentials, { queue })).to.deep.equal([
          `expected credentials of the account ${ACCOUNT}, found those of 999988887777`,
          'expected the region eu-west-1, found us-east-1',
        ])
      })
    })

    it('that AWS refuses are an issue, and not the end', async () => {
      const refusal = Object.assign(new Error('The security token is invalid'), { name: 'InvalidClientTokenId' })
      deployed().answer(deployed().cloud.sts, { GetCallerIdentityCommand: refusal })
      expect(await deployed().issuesOf(credentials, { queue })).to.deep.equal([
        'InvalidClientTokenId: The security token is invalid',
      ])
    })
  })

  describe('the secret', () => {
    it('passes where it is an account', async () => {
      const SecretString = 'cloudinary://key:hush@demo'
      deployed().answer(deployed().cloud.secretsManager, { GetSecretValueCommand: { $metadata, SecretString } })
      expect(await deployed().find(secret)).to.deep.equal(PASS)
    })

    it('that is none is said to be none, and not said', async () => {
      const SecretString = 'key:hush@demo'
      deployed().answer(deployed().cloud.secretsManager, { GetSecretValueCommand: { $metadata, SecretString } })
      const finding = await deployed().find(secret)
      expect(finding)
        .to.have.property('issues')
        .that.deep.equals([
          'the secret the-secret holds no API environment variable (cloudinary://API_KEY:API_SECRET@CLOUD_NAME)',
        ])
      expect(finding).to.have.property('advice').that.contains('put-secret-value --secret-id the-secret')
      expect(JSON.stringify(finding)).not.to.contain('hush')
    })

    it('that cannot be read is said to be so', async () => {
      deployed().answer(deployed().cloud.secretsManager, { GetSecretValueCommand: new Error('not authorized') })
      expect(await deployed().issuesOf(secret)).to.deep.equal(['the secret the-secret cannot be read: not authorized'])
    })
  })

  describe("the worker's mapping", () => {
    const ours = { id: 'm', queueArn: QUEUE, state: 'Enabled', concurrencyMax: 5, reportsBatchItemFailures: true }
    const queue = async () => intactQueue
    const cases = [
      ['passes', [ours], []],
      [
        'passes beside that of another queue that is disabled',
        [{ ...ours, queueArn: 'other', state: 'Disabled' }, ours],
        [],
      ],
      [
        'is missing',
        [{ ...ours, queueArn: 'other' }],
        [`no event source mapping leads from ${QUEUE} to ftp-api-for-cloudinary-dev-worker`],
      ],
      [
        'is being disabled',
        [{ ...ours, state: 'Disabling' }],
        ['the queue is not delivered, though it is not paused: changes wait'],
      ],
      [
        'does not hear of failures',
        [{ ...ours, reportsBatchItemFailures: false }],
        ['ReportBatchItemFailures is missing: changes that fail are taken for done, and lost'],
      ],
    ] as const
    for (const [name, mappings, issues] of cases) {
      it(name, async () => {
        const breaker = async () => closedBreaker
        expect(await deployed().issuesOf(mapping, { queue, breaker, mappings: async () => mappings })).to.deep.equal(
          issues,
        )
      })
    }

    it('is paused on purpose, which is no issue', async () => {
      const breaker = async () => ({ ...closedBreaker, paused: { sinceMs: 0, reason: 'a migration' } })
      const mappings = async () => [{ ...ours, state: 'Disabled' }]
      expect(await deployed().find(mapping, { queue, breaker, mappings })).to.deep.equal({
        kind: 'skipped',
        reason: 'paused by an operator: a migration; npx sls resume --stage dev goes on',
      })
    })

    it('waits while the stage is in trouble', async () => {
      const trouble = { scope: 'cloud', code: 'cloudinary-503', sinceMs: 0, reason: 'no answer' } as const
      const breaker = async () => ({ ...closedBreaker, trouble })
      const mappings = async () => [{ ...ours, state: 'Disabled' }]
      expect(await deployed().issuesOf(mapping, { queue, breaker, mappings })).to.deep.equal([
        'Cloudinary is down, since 1970-01-01T00:00:00.000Z: no answer',
      ])
    })
  })
})
