import { expect } from 'chai'
import { z } from 'zod'
import { readAlarmNames } from '../../operate/diagnose/checks/alarms.ts'
import { metricNames } from '../../shared/observability/metric-names.ts'
import { type Resource, resourcesOf, textOf } from './checks/template.ts'
import { everyChoice, packaged } from './packages.ts'

const SERVICE = 'ftp-api-for-cloudinary'
const ALARMS = 'AWS::CloudWatch::Alarm'
const names: readonly string[] = Object.values(metricNames).flatMap((name) =>
  typeof name === 'string' ? [name] : Object.values(name),
)
const dimensionSchema = z.array(z.object({ Name: z.string(), Value: z.unknown() }))
const bodySchema = z.object({
  widgets: z.array(z.object({ properties: z.object({ metrics: z.array(z.array(z.unknown())) }) })),
})

interface Metric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
}

function alarmed({ properties }: Resource): Metric {
  const dimensions = dimensionSchema
    .parse(properties.Dimensions)
    .map(({ Name, Value }) => [Name, textOf(Value)] as const)
  return {
    namespace: textOf(properties.Namespace),
    name: textOf(properties.MetricName),
    dimensions: Object.fromEntries(dimensions),
  }
}

/** Metrics of the dashboard: [namespace, name, dimension, value, ..., options]. */
function shown({ properties }: Resource): readonly Metric[] {
  const { widgets } = bodySchema.parse(JSON.parse(textOf(properties.DashboardBody)))
  return widgets.flatMap((widget) =>
    widget.properties.metrics.map(([namespace, name, ...rest]) => {
      const texts = rest.filter((part) => typeof part === 'string')
      const pairs = texts.flatMap((part, index) => (index % 2 === 0 ? [[part, texts[index + 1] ?? ''] as const] : []))
      return { namespace: String(namespace), name: String(name), dimensions: Object.fromEntries(pairs) }
    }),
  )
}

const ours = (metrics: readonly Metric[]) => metrics.filter(({ namespace }) => namespace === SERVICE)

describe('the alarms and the dashboard', () => {
  it('use the metrics that the functions count, with the dimensions that those have', async () => {
    const { template } = await packaged('dev')
    const used = [
      ...ours(resourcesOf(template, ALARMS).map(alarmed)),
      ...ours(resourcesOf(template, 'AWS::CloudWatch::Dashboard').flatMap(shown)),
    ]
    expect(used.filter(({ name }) => !names.includes(name))).to.deep.equal([])
    for (const { dimensions } of used) expect(dimensions).to.deep.equal({ service: SERVICE, stage: 'dev' })
  })

  it('show every metric that there is', async () => {
    const { template } = await packaged('dev')
    const used = ours(resourcesOf(template, 'AWS::CloudWatch::Dashboard').flatMap(shown)).map(({ name }) => name)
    expect(names.filter((name) => !used.includes(name))).to.deep.equal([])
  })

  it('watch all that needs someone', async () => {
    const { template } = await packaged('dev')
    const watched = resourcesOf(template, ALARMS).map((alarm) => {
      const { name, dimensions } = alarmed(alarm)
      return [dimensions.QueueName ?? dimensions.FunctionName, name].filter(Boolean).join(': ')
    })
    expect(watched.sort()).to.deep.equal([
      'BreakerLambdaFunction: Errors',
      'ChangeQueue.QueueName: ApproximateAgeOfOldestMessage',
      'ChangeQueue.QueueName: ApproximateNumberOfMessagesNotVisible',
      'ChangeQueue.QueueName: ApproximateNumberOfMessagesVisible',
      'Changes-refused',
      'DeadLetterQueue.QueueName: ApproximateNumberOfMessagesVisible',
      'Deletions-withheld',
      'Overwrites',
      'Sweep-differences',
      'SweepLambdaFunction: Errors',
      'Trouble-account',
      'Trouble-cloud',
      'Trouble-source',
      'Webhook-rejected',
      'WebhookLambdaFunction: Throttles',
      'WorkerLambdaFunction: Duration',
      'WorkerLambdaFunction: Errors',
      'WorkerLambdaFunction: Throttles',
    ])
  })

  it('are those that a diagnosis looks for', async () => {
    const { template } = await packaged('dev')
    const deployed = resourcesOf(template, ALARMS).map(({ properties }) => textOf(properties.AlarmName))
    expect(readAlarmNames().map((name) => `${SERVICE}-dev-${name}`)).to.have.members(deployed)
  })

  it('say what missing data means, and go to one encrypted topic', async () => {
    const { template } = await packaged('dev')
    for (const { id, properties } of resourcesOf(template, ALARMS)) {
      expect(properties.TreatMissingData, id).to.equal('notBreaching')
      expect(properties.AlarmActions, id).to.deep.equal([{ Ref: 'AlarmTopic' }])
    }
    expect(template.Resources.AlarmTopic?.Properties.KmsMasterKeyId).to.deep.equal({ Ref: 'AlarmKey' })
  })

  it('warn of slow batches before the timeout, and of the limit in flight before it is reached', async () => {
    const { WorkerDurationAlarm, WorkerLambdaFunction, InFlightAlarm } = (await packaged('dev')).template.Resources
    const timeoutMs = z.number().parse(WorkerLambdaFunction?.Properties.Timeout) * 1000
    expect(WorkerDurationAlarm?.Properties.Threshold).to.equal(0.9 * timeoutMs)
    expect(InFlightAlarm?.Properties.Threshold).to.be.within(50_000, 119_999)
  })

  it('are sent by mail where there is an address, and nowhere else', async () => {
    const without = await packaged('dev')
    expect(resourcesOf(without.template, 'AWS::SNS::Subscription')).to.deep.equal([])
    const { template } = await packaged('staging', everyChoice)
    const [mail] = resourcesOf(template, 'AWS::SNS::Subscription')
    expect(mail?.properties).to.deep.equal({
      TopicArn: { Ref: 'AlarmTopic' },
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    })
  })
})
