import { expect } from 'chai'
import { z } from 'zod'
import { statementsOf } from './checks/statements.ts'
import { propertyOf, resourcesOf, type Template } from './checks/template.ts'
import { everyChoice, ftpChoice, packaged } from './packages.ts'

const chosen = () => packaged('staging', everyChoice)

describe('a stage that is chosen to be', () => {
  it('of an existing bucket leaves that bucket, its policy and its notifications alone', async () => {
    const { template } = await chosen()
    const ids = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'].flatMap((type) =>
      resourcesOf(template, type).map(({ id }) => id),
    )
    expect(ids).to.deep.equal(['ServerlessDeploymentBucket', 'ServerlessDeploymentBucketPolicy'])
    expect(JSON.stringify(template.Resources)).not.to.contain('"SourceBucket"').and.not.to.contain('${SourceBucket')
  })

  it('of an existing bucket lets that bucket send, and the roles read it', async () => {
    const { template } = await chosen()
    const buckets = (id: string) =>
      JSON.stringify(statementsOf(template).filter((statement) => statement.id === id)).match(/:s3:::[^"]+/g)
    expect(buckets('ChangeQueuePolicy')).to.deep.equal([':s3:::studio-uploads'])
    expect(buckets('WorkerRole')).to.deep.equal([':s3:::studio-uploads', ':s3:::studio-uploads/*'])
    expect(buckets('SweepRole')).to.deep.equal([':s3:::studio-uploads', ':s3:::studio-uploads/*'])
    const [worker] = resourcesOf(template, 'AWS::Lambda::Function')
    const variable = propertyOf(worker?.properties, 'Environment', 'Variables', 'SOURCE_BUCKET')
    expect(variable).to.deep.equal({ 'Fn::Sub': 'studio-uploads' })
  })

  it('of an existing bucket tells operators so', async () => {
    const told = ({ Resources }: Template) =>
      propertyOf(Resources.WorkerLambdaFunction?.Properties, 'Environment', 'Variables', 'EXISTING_BUCKET')
    expect(told((await chosen()).template)).to.equal('studio-uploads')
    expect(told((await packaged('dev')).template)).to.equal('')
  })

  it('without a closer look has only the hourly sweep; usually there are both, and the daily one says what it is', async () => {
    const schedulesOf = ({ Resources }: Template) =>
      Object.entries(Resources)
        .filter(([id, { Type }]) => Type === 'AWS::Events::Rule' && id.startsWith('Sweep'))
        .map(([, { Properties }]) => {
          const [target] = z.tuple([z.looseObject({ Input: z.string().optional() })]).parse(Properties?.Targets)
          return { rate: Properties?.ScheduleExpression, state: Properties?.State, input: target.Input }
        })
    const hourly = { rate: 'rate(1 hour)', state: 'ENABLED', input: undefined }
    const daily = { rate: 'rate(1 day)', state: 'ENABLED', input: '{"metadata":true}' }
    expect(schedulesOf((await packaged('dev')).template)).to.deep.equal([hourly, daily])
    expect(schedulesOf((await chosen()).template)).to.deep.equal([hourly, { ...daily, state: 'DISABLED' }])
  })

  it('traced sends traces, and its roles may', async () => {
    const { template } = await chosen()
    for (const { properties } of resourcesOf(template, 'AWS::Lambda::Function')) {
      expect(properties.TracingConfig).to.deep.equal({ Mode: 'Active' })
    }
    const tracing = statementsOf(template).filter(({ actions }) => actions.includes('xray:PutTraceSegments'))
    expect(tracing.map(({ id }) => id).sort()).to.deep.equal([
      'BreakerRole',
      'IdentityRole',
      'SweepRole',
      'WebhookRole',
      'WorkerRole',
    ])
  })

  it('careful of its webhook bounds how many requests that takes at once', async () => {
    const reserved = ({ Resources }: Template) =>
      Resources.WebhookLambdaFunction?.Properties.ReservedConcurrentExecutions
    const { template } = await chosen()
    expect(reserved(template)).to.deep.equal({ Ref: 'WebhookConcurrency' })
    expect(template.Parameters).to.deep.equal({ WebhookConcurrency: { Type: 'Number', Default: '10' } })
    expect((await packaged('prod')).template.Resources.WebhookLambdaFunction?.Properties).not.to.have.property(
      'ReservedConcurrentExecutions',
    )
  })

  it('logged logs who reads and writes its buckets, each under a prefix of its own', async () => {
    const logged = ({ Resources }: Template, id: string) => Resources[id]?.Properties.LoggingConfiguration
    const to = (LogFilePrefix: string) => ({ DestinationBucketName: 'studio-logs', LogFilePrefix })
    const { template } = await packaged('dev', ftpChoice)
    expect(logged(template, 'SourceBucket')).to.deep.equal(to('ftp-api-for-cloudinary-dev/source/'))
    expect(logged(template, 'ServerlessDeploymentBucket')).to.deep.equal(to('ftp-api-for-cloudinary-dev/deployment/'))
    const without = await packaged('dev')
    for (const id of ['SourceBucket', 'ServerlessDeploymentBucket']) {
      expect(logged(without.template, id), id).to.equal(undefined)
    }
  })
})

describe('a stage without choices', () => {
  it('traces nothing, keeps no versions and has no server for FTP', async () => {
    const { template } = await packaged('dev')
    expect(Object.keys(template.Resources).filter((id) => id.startsWith('Transfer'))).to.deep.equal([])
    for (const { properties } of resourcesOf(template, 'AWS::Lambda::Function')) {
      expect(properties).not.to.have.property('TracingConfig')
    }
    expect(template.Resources.SourceBucket?.Properties).not.to.have.property('VersioningConfiguration')
    expect(statementsOf(template).flatMap(({ actions }) => actions)).not.to.include('xray:PutTraceSegments')
  })

  it('does not say whether the queue is paused: a deploy must not resume what an operator has paused', async () => {
    const { template } = await packaged('dev')
    const [mapping] = resourcesOf(template, 'AWS::Lambda::EventSourceMapping')
    expect(mapping?.properties).to.have.property('EventSourceArn')
    expect(mapping?.properties).not.to.have.property('Enabled')
  })

  it('can lose its table and bucket, except in production', async () => {
    const kept = async (stage: string) => {
      const { LedgerTable, SourceBucket } = (await packaged(stage)).template.Resources
      return [
        LedgerTable?.Properties.DeletionProtectionEnabled,
        LedgerTable?.DeletionPolicy,
        SourceBucket?.DeletionPolicy,
      ]
    }
    expect(await kept('dev')).to.deep.equal([false, 'Delete', 'Delete'])
    expect(await kept('prod')).to.deep.equal([true, 'Retain', 'Retain'])
  })

  it('keeps its packages, where nobody can make them public', async () => {
    const { ServerlessDeploymentBucket } = (await packaged('dev')).template.Resources
    expect(ServerlessDeploymentBucket?.Properties).to.deep.include({
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    })
  })

  it('in production keeps what is deleted and overwritten for a month', async () => {
    const { SourceBucket } = (await packaged('prod')).template.Resources
    expect(SourceBucket?.Properties.VersioningConfiguration).to.deep.equal({ Status: 'Enabled' })
    const { Rules } = z
      .object({ Rules: z.array(z.looseObject({ Id: z.string() })) })
      .parse(SourceBucket?.Properties.LifecycleConfiguration)
    expect(Rules.find(({ Id }) => Id === 'expire-old-versions')).to.deep.equal({
      Id: 'expire-old-versions',
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      ExpiredObjectDeleteMarker: true,
    })
    const dev = (await packaged('dev')).template.Resources.SourceBucket?.Properties
    expect(JSON.stringify(dev?.LifecycleConfiguration)).not.to.contain('expire-old-versions')
  })

  it('takes the largest messages, and dead letters of its own queue only', async () => {
    const { ChangeQueue, DeadLetterQueue } = (await packaged('dev')).template.Resources
    expect(ChangeQueue?.Properties.MaximumMessageSize).to.equal(1_048_576)
    expect(DeadLetterQueue?.Properties.MaximumMessageSize).to.equal(1_048_576)
    const policy = JSON.stringify(DeadLetterQueue?.Properties.RedriveAllowPolicy)
    expect(policy).to.contain('"byQueue"').and.to.contain(`:${ChangeQueue?.Properties.QueueName}"`)
  })
})
