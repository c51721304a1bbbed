import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager'
import { type LocalCloudinary, startCloudinary } from '../../local/cloudinary/start.ts'
import { CLOUD } from '../../local/emulators.ts'
import { StackClients } from '../local/stack-clients.ts'
import { TestStack } from '../local/test-stack.ts'
import { SLS, slsEnvironment } from '../support/sls.ts'
import { type Aws, connectAws } from './aws.ts'
import { type Keys, makeDeployer } from './deployer.ts'
import { translatePolicies } from './emulated-policies.ts'
import { type Emulator, REGION, ROOT, startEmulator } from './emulator.ts'
import { type Change, copyProject } from './project-copy.ts'

export const SERVICE = 'ftp-api-for-cloudinary'
export const STAGE = 'dev'
export const SECRET = `${SERVICE}/${STAGE}/cloudinary-url`
/** A bucket that the stage mirrors in its second life. */
export const STUDIO = 'studio-uploads'
const ACCOUNT = '000000000000'

/** The commands of who deploys, who may do nothing else; operators may do anything. */
const DEPLOYING: readonly (string | undefined)[] = ['deploy', 'connect', 'remove']

/** Long enough for the second half of a rename on a slow machine. */
const SETTLE_SECONDS = '5'

/** What a command has said, and its exit code. */
export interface Said {
  readonly code: number
  readonly text: string
}

/** The stage `dev`, deployed to an emulator of AWS, with the stand-in as its Cloudinary. */
export class DeployedStage extends TestStack {
  /** The commands that have been run on it, each by its words without options. */
  readonly commandsRun = new Set<string>()
  /** Variables as in .env. */
  variables: Readonly<Record<string, string>> = { SETTLE_SECONDS }
  #bucket = `${SERVICE}-${STAGE}-${ACCOUNT}`
  #emulator: Emulator | undefined
  #aws: Aws | undefined
  #deployer: Keys | undefined
  #standIn: LocalCloudinary | undefined
  #deployedClients: StackClients | undefined
  #place = ''

  get aws(): Aws {
    return there(this.#aws)
  }

  get emulator(): Emulator {
    return there(this.#emulator)
  }

  /** Where the project's copy is. */
  get place(): string {
    return this.#place
  }

  override get clients(): StackClients {
    return there(this.#deployedClients)
  }

  override functionName(name: string): string {
    return `${SERVICE}-${STAGE}-${name}`
  }

  /** Starts the emulator and the stand-in, makes the secret and a copy of the project with these changes; deploys nothing. */
  async prepare(python: string, changes: readonly Change[]): Promise<void> {
    this.#place = copyProject(changes)
    this.#emulator = await startEmulator(python)
    const { endpoint } = this.#emulator
    const source = { endpoint, region: REGION, ...ROOT }
    this.#standIn = await startCloudinary({ port: 0, ...CLOUD, apiSecret: 'secret', aws: source })
    this.#aws = connectAws(endpoint)
    this.#deployer = await makeDeployer(this.#aws, this.#place, STUDIO)
    this.use(this.#bucket)
    const secret = { Name: SECRET, SecretString: this.#standIn.url }
    await this.#aws.secretsManager.send(new CreateSecretCommand(secret))
  }

  /** From now on the stage is one that mirrors this bucket. */
  use(bucket: string): void {
    this.#bucket = bucket
    this.#deployedClients?.close()
    const { endpoint } = this.emulator
    const queue = (name: string) => `${endpoint}/${ACCOUNT}/${SERVICE}-${STAGE}-${name}`
    this.#deployedClients = new StackClients({
      pid: process.pid,
      aws: { endpoint, region: REGION, ...ROOT },
      dynamodb: { endpoint, table: `${SERVICE}-${STAGE}-ledger` },
      cloudinary: { url: there(this.#standIn).url, isStandIn: true },
      queueUrl: queue('changes'),
      dlqUrl: queue('dead-letters'),
      bucket,
      // Files come by the S3 API only, and there is no console.
      ftp: { host: '', port: 0, user: '', password: '' },
      console: { url: endpoint },
    })
  }

  /** Runs `sls deploy`, and throws where it fails. */
  async deploy(options: readonly string[] = []): Promise<Said> {
    const said = await this.sls(['deploy', ...options])
    if (said.code !== 0) throw new Error(`expected a deploy, found\n${said.text}`)
    await translatePolicies(this.aws)
    return said
  }

  /** Runs a command that is to succeed, and resolves with what it has said. */
  async succeed(words: readonly string[]): Promise<string> {
    const { code, text } = await this.sls(words)
    if (code !== 0) throw new Error(`expected sls ${words.join(' ')} to succeed, found exit code ${code} and\n${text}`)
    return text
  }

  /** Runs `sls` with the stage, as the one who deploys or as the account's root. */
  async sls(words: readonly string[]): Promise<Said> {
    const child = this.#spawn(words)
    const said: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part))
    const [code] = await once(child, 'close')
    return { code: Number(code ?? -1), text: Buffer.concat(said).toString() }
  }

  /** Runs a command that goes on until it is told to end, while something is done with the first line that it says. */
  async during(words: readonly string[], use: (line: string) => Promise<void>): Promise<void> {
    const child = this.#spawn(words)
    const ended = once(child, 'close')
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        await use(line)
        return
      }
      throw new Error(`expected sls ${words.join(' ')} to say something, found that it ended`)
    } finally {
      child.kill('SIGINT')
      await ended
    }
  }

  #spawn(words: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    const end = words.findIndex((word) => word.startsWith('-'))
    this.commandsRun.add(words.slice(0, end === -1 ? undefined : end).join(' '))
    const { endpoint, certificateFile } = this.emulator
    const [node, program] = SLS
    const { accessKeyId, secretAccessKey } = DEPLOYING.includes(words[0]) ? there(this.#deployer) : ROOT
    return spawn(node, [program, ...words, '--stage', STAGE], {
      cwd: this.#place,
      env: {
        ...slsEnvironment(),
        HOME: this.#place,
        TMPDIR: this.#place,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_ENDPOINT_URL: endpoint,
        NODE_EXTRA_CA_CERTS: certificateFile,
        ...this.variables,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  override async remove(): Promise<void> {
    this.#deployedClients?.close()
    this.#aws?.close()
    await this.#emulator?.stop()
    await this.#standIn?.stop()
    await super.remove()
  }
}

function there<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('the stage is prepared before the tests, not while they are declared')
  return part
}
