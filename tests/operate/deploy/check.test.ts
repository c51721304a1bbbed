import { writeFileSync } from 'node:fs'
import { expect } from 'chai'
import type { Parameter } from '../../../operate/deploy/kinds.ts'
import { isParameterName, parameters } from '../../../operate/deploy/parameters.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { errorOf, namesOf, usual } from './faults.ts'

/** Options of one deploy, and the parameters that are wrong with it. */
type Case = readonly [options: readonly string[], faults: readonly string[]]

const wrong: readonly Case[] = [
  ['bucketVersioning=yes', 'bucketVersioning=True', 'tracing=1', 'metadataSweep=on', 'deletionProtection=maybe'],
  ['oldVersionDays=0', 'oldVersionDays=-1', 'oldVersionDays=1.5', 'webhookConcurrency=many', 'webhookConcurrency=00'],
  ['deletionsMax=lots', 'deletionsWindowSeconds=0', 'settleSeconds=-1', 'settleSeconds=3601', 'settleSeconds=1e3'],
  ['batchSize=0', 'batchSize=11', 'maximumConcurrency=1', 'maximumConcurrency=1001', 'changesAtOnce=0'],
  ['workerMemory=191', 'workerMemory=10241', 'workerMemory=512MB'],
  ['maximumReceiveCount=12', 'workerTimeoutSeconds=901', 'visibilityTimeoutSeconds=43201', 'backlogMessages=0'],
  ['sweepRate=hourly', 'sweepRate=rate(1 hours)', 'sweepRate=rate(2 hour)', 'sweepRate=rate(0 hours)'],
  ['sweepRate=cron(0 * * * *)', 'sweepRate=cron(0 12 * * * *)', 'metadataSweepRate=rate(1 week)'],
  ['transfer=smtp', 'transfer=SFTP', 'transfer=', 'transfer=ftps,sftp', 'transfer=sftp, ftps', 'transferEndpoint=VPC'],
  ['transferVpc=default', 'transferSubnets=subnet-1', 'transferCertificate=mine', 'transferBucketKey=alias/aws/s3'],
  [
    'transferSubnets=subnet-12345678,subnet-12345678',
    `transferSubnets=${[1, 2, 3, 4].map((one) => `subnet-1234567${one}`)}`,
  ],
  ['transferSources=', 'transferSources=office', 'transferSources=203.0.113.0', 'transferSources=203.0.113.0/33'],
  [
    'transferSources=256.0.0.0/8',
    'transferSources=::/0',
    'transferSources=10.0.0.0/8, 11.0.0.0/8',
    'transferSources=1.2.3/4',
  ],
  ['transferHostName=ftp', 'transferHostName=https://ftp.example.com', 'transferHostedZone=example.com'],
  ['transferSecurityPolicy=2025-03', 'transferSecurityPolicy='],
  ['sourceBucket=Studio', 'sourceBucket=s3://studio', `sourceBucket=${'a'.repeat(64)}`, 'accessLogBucket=a_b'],
  ['alarmEmail=nobody', 'deployer=me', 'cloudinarySecret=a b', 'deletionPolicy=Keep', 'overwritesAlarm=few'],
]
  .flat()
  .map((option) => [[option], [option.replace(/=.*/s, '')]])

const together: readonly Case[] = [
  [['visibilityTimeoutSeconds=719'], ['visibilityTimeoutSeconds']],
  [['attemptSeconds=60'], ['attemptSeconds']],
  [['workerTimeoutSeconds=20', 'workerDurationMs=18000', 'attemptSeconds=20'], ['attemptSeconds']],
  [['workerDurationMs=120000'], ['workerDurationMs']],
  [['workerTimeoutSeconds=300', 'workerDurationMs=270000'], ['visibilityTimeoutSeconds']],
  [['existingBucket=other'], ['existingBucket']],
  [['cloudinarySecret='], ['cloudinarySecret']],
]

const right: readonly string[] = [
  'bucketVersioning=true',
  'oldVersionDays=1',
  'webhookConcurrency=10',
  'deletionsMax=auto',
  'deletionsMax=0',
  'settleSeconds=0',
  'sweepRate=rate(1 day)',
  'sweepRate=rate(90 minutes)',
  'sweepRate=cron(0 12 * * ? *)',
  'sweepRate=cron(0/15 8-17 ? * MON-FRI *)',
  'transfer=sftp',
  'transferSources=203.0.113.0/24,198.51.100.7/32,pl-0123456789abcdef0',
  'visibilityTimeoutSeconds=721',
  'attemptSeconds=61',
  'deployer=role/deployer',
  'deployer=*',
]

describe('the parameters of a deploy', () => {
  for (const [options, faults] of [...wrong, ...together]) {
    it(`are refused with ${options.join(', ').slice(0, 60)}`, () => {
      expect(namesOf(errorOf(options))).to.deep.equal(faults)
    })
  }

  it('are accepted where they are right, as what the messages give for examples is', () => {
    for (const option of right) expect(namesOf(errorOf([option])), option).to.deep.equal([])
    for (const [name, { schema, example }] of Object.entries<Parameter<unknown>>(parameters)) {
      expect(schema.safeParse(example.replace('...', '')), name).to.have.property('success', true)
    }
  })

  it('are told with all faults at once: what was expected, what was found, where, and what to do', () => {
    const params = { dev: { bucketVersionning: 'true', tracing: 'maybe' } }
    const { message = '' } = errorOf(['batchSize=0', 'transfer=sftp', 'transferHostedZone=Z012'], params) ?? {}
    expect(message.split('\n')).to.deep.equal([
      '4 parameters are missing or malformed:',
      '  bucketVersionning',
      '    expected the name of a parameter, perhaps bucketVersioning',
      '    found    no parameter of this name, in params.dev of serverless.yml',
      '  tracing',
      '    expected X-Ray traces of the functions: true or false',
      // The project's own serverless.yml has no such line.
      '    found    "maybe", in params.dev of serverless.yml',
      '    example  tracing=true',
      '  batchSize',
      '    expected changes that a worker takes at once, more than 10 only with a batching window: a whole number from 1 to 10',
      '    found    "0", by --param',
      '    example  batchSize=1',
      '  transferHostName',
      '    expected what FTP clients call the server: a host name, in lowercase letters, because transferHostedZone is given',
      '    found    nothing',
      '    example  transferHostName=ftp.example.com',
      'Nothing was made. docs/operating.md has all parameters.',
    ])
  })

  describe('are told with where they stand:', () => {
    const [here, before] = [process.cwd(), process.env.SETTLE_SECONDS]
    beforeEach(() => {
      process.chdir(temporaryFolder('origin'))
      process.env.SETTLE_SECONDS = 'ten'
      writeFileSync(
        'serverless.yml',
        'params:\n  default:\n    # A comment.\n    attemptSeconds: 60\n    settleSeconds: x\n',
      )
      writeFileSync('.env', '\nSETTLE_SECONDS=ten\n')
    })
    afterEach(() => {
      process.chdir(here)
      if (before === undefined) delete process.env.SETTLE_SECONDS
      else process.env.SETTLE_SECONDS = before
    })
    const told = (values: object) =>
      errorOf([], { default: { ...usual, ...values } })?.faults.map(({ name, found }) => [name, found])

    it('by the name and the line in .env, where that is what is wrong', () =>
      expect(told({ settleSeconds: 'ten' })).to.deep.equal([['SETTLE_SECONDS', '"ten", in .env (line 2)']]))

    it('by the line in serverless.yml, where that has another text in its place', () =>
      expect(told({ settleSeconds: 'x' })).to.deep.equal([
        ['settleSeconds', '"x", in params.default of serverless.yml (line 5)'],
      ]))

    it('also where two do not go together', () =>
      expect(told({ attemptSeconds: 60 })).to.deep.equal([
        ['attemptSeconds', '60, in params.default of serverless.yml (line 4)'],
      ]))
  })

  it('are not told where a secret may stand in their place', () => {
    const { message = '', faults = [] } = errorOf(['cloudinarySecret=cloudinary://key:hush@demo']) ?? {}
    expect(faults.map(({ name }) => name)).to.deep.equal(['cloudinarySecret'])
    expect(JSON.stringify(faults) + message).not.to.contain('hush')
  })

  it('are told all their names where one is like none of them', () => {
    const { faults = [] } = errorOf(['colour=red']) ?? {}
    expect(faults[0]?.expected).to.contain('sourceBucket, existingBucket, ')
    expect(isParameterName('constructor')).to.equal(false)
  })

  it('are passed over while the framework has not resolved them, and waited for where others need them', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as the framework has it
    const name = 'transferHostName=${ssm:/name}'
    expect(namesOf(errorOf(['transfer=sftp', 'transferHostedZone=Z012', name]))).to.deep.equal([])
  })

  it('may name a bucket by what CloudFormation puts in, where that is short enough', () => {
    const account = ['$', '{AWS::AccountId}'].join('')
    expect(namesOf(errorOf([`sourceBucket=${'a'.repeat(51)}${account}`]))).to.deep.equal([])
    expect(namesOf(errorOf([`sourceBucket=${'a'.repeat(52)}${account}`]))).to.deep.equal(['sourceBucket'])
  })

  it('need no secret on the local stack only', () => {
    const params = { local: { cloudinarySecret: '' } }
    expect(namesOf(errorOf([], params, 'local'))).to.deep.equal([])
  })
})
