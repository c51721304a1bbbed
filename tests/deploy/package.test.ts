import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { unzipSync } from 'fflate'
import { z } from 'zod'
import { readDeployment } from '../../local/deployment/deployment.ts'
import { identify, provision, putCloudinaryMarker } from '../../local/deployment/provision.ts'
import {
  CLOUD,
  connectClients,
  emulatorEnvironment,
  type Run,
  type Stoppable,
  startEmulators,
} from '../../local/emulators.ts'
import { environmentOf } from '../../local/lambda/functions.ts'
import { readLocalSettings } from '../../local/settings.ts'
import { parseCloudinaryUrl } from '../../shared/ports/account.ts'
import { sdk } from '../local/cloudinary/sdk.ts'
import { jpeg } from '../local/pictures.ts'
import { md5 } from '../local/stack-clients.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { propertyOf, resourcesOf, type Template } from './checks/template.ts'
import { packaged, packagedAnew } from './packages.ts'

const run = promisify(execFile)
/** CloudWatch's embedded metric format. */
const emfSchema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.tuple([z.object({ Namespace: z.string(), Dimensions: z.array(z.array(z.string())) })]),
  }),
})

const archives = (directory: string) =>
  readdirSync(directory)
    .filter((file) => file.endsWith('.zip'))
    .sort()

/** What the deployed worker finds around it, made from serverless.yml, without any worker of its own. */
async function startSurroundings(directory: string) {
  const settings = readLocalSettings(['--memory'], {
    AWS_PORT: '0',
    DYNAMODB_PORT: '0',
    CLOUDINARY_PORT: '0',
    LOCAL_DATA: directory,
  })
  if ('help' in settings) throw new Error('expected settings')
  const started: Stoppable[] = []
  const run: Run = async (part) => {
    started.push(await part)
    return part
  }
  const emulators = await startEmulators(settings, run)
  const clients = await run(connectClients(emulators))
  const deployment = await readDeployment('local')
  const webhook = { ref: 'http://127.0.0.1:9/', attributes: { FunctionUrl: 'http://127.0.0.1:9/' } }
  const identities = new Map(identify(deployment, emulators.aws.endpoint)).set('WebhookLambdaFunctionUrl', webhook)
  await provision(deployment, identities, clients)
  const environment = environmentOf('worker', { deployment, identities, environment: emulatorEnvironment(emulators) })
  const Bucket = environment.SOURCE_BUCKET ?? ''
  await putCloudinaryMarker(clients.s3, Bucket, CLOUD.cloudName)
  return {
    environment,
    cloudinary: {
      cloud_name: CLOUD.cloudName,
      api_key: CLOUD.apiKey,
      api_secret: settings.apiSecret,
      upload_prefix: parseCloudinaryUrl(emulators.account.url)?.uploadPrefix,
    },
    upload: (Key: string, Body: Buffer) => clients.s3.send(new PutObjectCommand({ Bucket, Key, Body })),
    async stop() {
      for (const part of started.reverse()) await part.stop()
    },
  }
}

/** Invokes the unpacked worker in a process of its own, with an event as Lambda hands it over. */
async function invoke(place: string, environment: Readonly<Record<string, string>>, key: string) {
  const s3 = { bucket: { name: environment.SOURCE_BUCKET }, object: { key } }
  const record = {
    messageId: 'm1',
    receiptHandle: 'none',
    body: JSON.stringify({ Records: [{ eventVersion: '2.1', eventName: 'ObjectCreated:Put', s3 }] }),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) },
    messageAttributes: {},
  }
  const call = `handler(${JSON.stringify({ Records: [record] })}, { getRemainingTimeInMillis: () => 300000 })`
  const program = `require('./worker.cjs').${call}.then((result) => process.stderr.write(JSON.stringify(result)))`
  const { stdout, stderr } = await run(process.execPath, ['-e', program], { cwd: place, env: environment })
  return { answer: JSON.parse(stderr), log: stdout.trim().split('\n') }
}

describe('the package', () => {
  let directory: string
  let template: Template

  before(async () => {
    ;({ directory, template } = await packaged('dev'))
  })

  it('runs the worker on arm64 and Node 24, with partial batch responses and bounded concurrency', () => {
    const [mapping] = resourcesOf(template, 'AWS::Lambda::EventSourceMapping')
    expect(mapping?.properties).to.deep.include({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    })
    for (const { properties } of resourcesOf(template, 'AWS::Lambda::Function')) {
      expect(properties).to.deep.include({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
    }
  })

  it('names the secret, and gives it to nobody who has no use for it', () => {
    const secretOf = (id: string) =>
      propertyOf(template.Resources[id]?.Properties, 'Environment', 'Variables', 'CLOUDINARY_URL_SECRET')
    expect(secretOf('WorkerLambdaFunction')).to.equal('ftp-api-for-cloudinary/dev/cloudinary-url')
    expect(secretOf('WebhookLambdaFunction')).to.equal('ftp-api-for-cloudinary/dev/cloudinary-url')
    expect(secretOf('SweepLambdaFunction')).to.equal(undefined)
  })

  it('mirrors a file with the worker from its archive, outside node_modules', async () => {
    const archive = unzipSync(readFileSync(join(directory, 'worker.zip')))
    const code = archive['functions/worker.js']
    if (!code) throw new Error(`expected functions/worker.js in the archive, found ${Object.keys(archive)}`)
    const place = temporaryFolder('worker')
    const surroundings = await startSurroundings(place)
    try {
      writeFileSync(join(place, 'worker.cjs'), code)
      await surroundings.upload('packed.jpg', jpeg('packed'))
      const { answer, log } = await invoke(place, surroundings.environment, 'packed.jpg')
      expect(answer).to.deep.equal({ batchItemFailures: [] })
      const counted = emfSchema.parse(JSON.parse(log.find((line) => line.includes('CloudWatchMetrics')) ?? ''))
      expect(counted).to.include({ service: 'ftp-api-for-cloudinary', stage: 'local', 'Mutations-upload': 1 })
      const [{ Namespace, Dimensions }] = counted._aws.CloudWatchMetrics
      expect([Namespace, Dimensions]).to.deep.equal(['ftp-api-for-cloudinary', [['service', 'stage']]])
      const asset = await sdk.api.resource('packed', surroundings.cloudinary)
      expect(asset).to.include({ bytes: jpeg('packed').length, etag: md5(jpeg('packed')) })
    } finally {
      await surroundings.stop()
      removeFolder(place)
    }
  })

  it('is the same, byte for byte, when it is made again', async () => {
    const again = await packagedAnew('dev')
    for (const name of archives(directory)) {
      const isEqual = readFileSync(join(directory, name)).equals(readFileSync(join(again.directory, name)))
      expect(isEqual, name).to.equal(true)
    }
  })
})
