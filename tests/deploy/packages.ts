import { execFile } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PROJECT, SLS, slsEnvironment } from '../support/sls.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { parseTemplate, type Template } from './checks/template.ts'

const run = promisify(execFile)

/** What `sls package` has made of a stage. */
export interface Package {
  /** Where the archives and the templates are. */
  readonly directory: string
  readonly templateFile: string
  /** As it is made: with its conditions decided. */
  readonly template: Template
  /** What the framework and its plugin have said. */
  readonly said: string
}

type Texts = Readonly<Record<string, string>>

/** What a stage is packaged with, besides its name. */
export interface Choices {
  /** As in .env. */
  readonly variables?: Texts
  /** As `--param NAME=VALUE`. */
  readonly parameters?: Texts
}

/** What a package is made of. */
const SOURCES = ['functions', 'node_modules', 'operate', 'resources', 'shared', 'package.json']

/** A directory that has all that packages are made of, with this text of serverless.yml; gone when the process ends. */
export function workplace(text = readFileSync(join(PROJECT, 'serverless.yml'), 'utf8')): string {
  const directory = temporaryFolder('workplace')
  for (const name of SOURCES) symlinkSync(join(PROJECT, name), join(directory, name))
  writeFileSync(join(directory, 'serverless.yml'), text)
  return directory
}

let ownWorkplace: string | undefined

/**
 * Runs the framework with nothing of AWS in the environment, as someone without an account would, and apart from the project's
 * own folder: that may have a .env, and the bundler leaves files wherever it works.
 */
export async function sls(command: readonly string[], variables: Texts = {}, place?: string): Promise<string> {
  ownWorkplace ??= workplace()
  const cwd = place ?? ownWorkplace
  const env = { ...slsEnvironment(), HOME: cwd, TMPDIR: cwd, ...variables }
  const [node, program] = SLS
  const { stdout, stderr } = await run(node, [program, ...command], { cwd, env })
  return stdout + stderr
}

/** Everything that can be chosen, at once. */
export const everyChoice: Choices = {
  variables: { SOURCE_BUCKET: 'studio-uploads', ALARM_EMAIL: 'ops@example.com' },
  parameters: {
    tracing: 'true',
    webhookConcurrency: '10',
    metadataSweep: 'false',
    accessLogBucket: 'studio-logs',
    bucketVersioning: 'true',
    transfer: 'sftp,ftps',
    transferEndpoint: 'internet',
    transferVpc: 'vpc-00000000000000000',
    transferSubnets: 'subnet-00000000000000000,subnet-11111111111111111,subnet-22222222222222222',
    transferSources: '203.0.113.0/24,198.51.100.7/32,pl-00000000000000000',
    transferHostName: 'ftp.example.com',
    transferHostedZone: 'Z00000000000000000000',
    transferCertificate: 'arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000',
    transferBucketKey: '00000000-0000-0000-0000-000000000000',
  },
}

/** A server for plain FTP, in a private network and without a certificate; and a bucket of the stack's own whose accesses are logged. */
export const ftpChoice: Choices = {
  parameters: {
    accessLogBucket: 'studio-logs',
    transfer: 'ftp',
    transferEndpoint: 'private',
    transferVpc: 'vpc-00000000000000000',
    transferSubnets: 'subnet-00000000000000000',
  },
}

/** The smallest server: SFTP at an address of AWS's own. */
export const sftpChoice: Choices = { parameters: { transfer: 'sftp' } }

/** All files of this tier run in one process, so that this is once for all of them. */
const kept = new Map<string, Promise<Package>>()
/** One package after the other: the bundler works in a directory that is always the same, and uses all cores. */
let last: Promise<unknown> = Promise.resolve()

/** Packages a stage, once for all tests that ask for the same. */
export function packaged(stage: string, choices: Choices = {}): Promise<Package> {
  const name = JSON.stringify([stage, choices])
  const known = kept.get(name)
  if (known) return known
  const made = packagedAnew(stage, choices)
  kept.set(name, made)
  return made
}

/** Packages a stage, whether that has been done or not. */
export function packagedAnew(stage: string, choices: Choices = {}): Promise<Package> {
  const made = last.then(() => make(stage, choices))
  last = made.catch(() => undefined)
  return made
}

async function make(stage: string, { variables, parameters = {} }: Choices): Promise<Package> {
  const directory = temporaryFolder('package')
  const given = Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`])
  const said = await sls(['package', '--stage', stage, '--package', directory, ...given], variables)
  const templateFile = join(directory, 'cloudformation-template-update-stack.json')
  return { directory, templateFile, template: parseTemplate(readFileSync(templateFile, 'utf8')), said }
}
