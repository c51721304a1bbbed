import { z } from 'zod'
import { LOCAL } from '../operate/stage/clients.ts'
import { originOf } from '../shared/config/dotenv.ts'
import { cloudinaryUrlSetting } from '../shared/config/environment.ts'
import { numberSetting, readSettings, type Setting, textSetting } from '../shared/config/settings.ts'
import type { CloudinaryAccount } from '../shared/ports/account.ts'
import { type MirroredAccount, outsideAccount } from './account.ts'

/** The flags and settings of `npm start`. */
export interface LocalSettings {
  readonly ports: {
    readonly ftp: number
    readonly aws: number
    readonly dynamodb: number
    readonly cloudinary: number
    readonly console: number
  }
  readonly ftp: { readonly user: string; readonly password: string }
  /** The account to mirror into; undefined for that of the stand-in. */
  readonly account: MirroredAccount | undefined
  /** The address that the FTP server listens on, and whether clients may protect their connections. */
  readonly ftpServer: { readonly host: string; readonly tls: boolean }
  /** The secret of the Cloudinary account that the stand-in has. */
  readonly apiSecret: string
  /** Where stack.json, the log and the data are. */
  readonly directory: string
  /** False where nothing is to be kept. */
  readonly keepsData: boolean
  /** The file of rules, if it is not mirror.config.ts. */
  readonly mirrorConfig: string | undefined
  /** True where the data of earlier runs are to be removed first. */
  readonly fresh: boolean
}

const LOOPBACK = '127.0.0.1'

const HELP = `Usage: npm start -- [--fresh] [--memory]

Runs the whole service on this machine: FTP server, S3, SQS, DynamoDB, Cloudinary stand-in and workers.
With CLOUDINARY_URL it mirrors into that account, and runs no stand-in.

  --fresh    removes the data of earlier runs first; not with CLOUDINARY_URL
  --memory   keeps nothing; not with CLOUDINARY_URL
  --help     prints this

Settings (environment variables, or lines in .env.local, or else .env), each with its default:
  FTP_PORT=2121  FTP_USER=demo  FTP_PASSWORD=demo  FTP_TLS=on
  FTP_HOST=127.0.0.1  (0.0.0.0 lets others on the network in)
  CLOUDINARY_URL=(none)  CLOUDINARY_API_SECRET=secret
  AWS_PORT=4566  DYNAMODB_PORT=8000  CLOUDINARY_PORT=4580  CONSOLE_PORT=8080
  LOCAL_DATA=.local  SETTLE_SECONDS=10  MIRROR_CONFIG=mirror.config.ts
  DELETIONS_MAX=auto  DELETIONS_WINDOW_SECONDS=3600
A port of 0 means any free one.`

const outside: Setting<CloudinaryAccount | undefined> = {
  ...cloudinaryUrlSetting,
  schema: z.union([z.literal('').transform(() => undefined), cloudinaryUrlSetting.schema]).optional(),
  expected: `${cloudinaryUrlSetting.expected}, or nothing for the stand-in`,
}

/** The settings, by their names in the environment. */
export const environmentSettings = {
  FTP_PORT: port('the FTP server', 2121),
  AWS_PORT: port('S3 and SQS', 4566),
  DYNAMODB_PORT: port('DynamoDB', 8000),
  CLOUDINARY_PORT: port('the Cloudinary stand-in', 4580),
  CONSOLE_PORT: port('the console', 8080),
  FTP_USER: text('the name that FTP clients log in with', 'demo'),
  FTP_PASSWORD: text('the password that FTP clients log in with', 'demo', { secret: true }),
  CLOUDINARY_URL: outside,
  FTP_HOST: {
    schema: z.ipv4().default(LOOPBACK),
    expected: "the IPv4 address that the FTP server listens on; 0.0.0.0 means all of the machine's",
    example: LOOPBACK,
  },
  FTP_TLS: {
    schema: z
      .enum(['on', 'off'])
      .default('on')
      .transform((text) => text === 'on'),
    expected: 'on, so that FTP clients may use TLS, or off',
    example: 'off',
  },
  CLOUDINARY_API_SECRET: text('the API secret of the Cloudinary stand-in', 'secret', { secret: true }),
  LOCAL_DATA: text('the folder for the data of the local stack', '.local'),
  SETTLE_SECONDS: numberSetting({
    what: 'how long a delete or a copy waits for its other half',
    min: 0,
    max: 3600,
    fallback: 10,
  }),
} as const

/** Reads flags and environment, or throws a ConfigError that lists every error. Where help is asked for, returns its text. */
export function readLocalSettings(
  flags: readonly string[],
  texts: Readonly<Record<string, string | undefined>> = process.env,
): LocalSettings | { readonly help: string } {
  if (flags.includes('--help') || flags.includes('-h')) return { help: HELP }
  const url = texts.CLOUDINARY_URL || undefined
  const settings = { ...environmentSettings, FLAGS: url === undefined ? flagsSetting : noFlagsSetting }
  const originOfOne = (name: string) => originOf(name, LOCAL, texts)
  const values = readSettings(settings, { ...texts, FLAGS: flags.join(' ') }, originOfOne)
  return {
    ports: {
      ftp: values.FTP_PORT,
      aws: values.AWS_PORT,
      dynamodb: values.DYNAMODB_PORT,
      cloudinary: values.CLOUDINARY_PORT,
      console: values.CONSOLE_PORT,
    },
    ftp: { user: values.FTP_USER, password: values.FTP_PASSWORD },
    account: url === undefined || !values.CLOUDINARY_URL ? undefined : outsideAccount(url, values.CLOUDINARY_URL),
    ftpServer: { host: values.FTP_HOST, tls: values.FTP_TLS },
    apiSecret: values.CLOUDINARY_API_SECRET,
    directory: values.LOCAL_DATA,
    mirrorConfig: texts.MIRROR_CONFIG || undefined,
    keepsData: !flags.includes('--memory'),
    fresh: flags.includes('--fresh'),
  }
}

/** Reads the settings of a stand-in that runs by itself: which account is mirrored into, is no matter of its own. */
export function readStandInSettings(flags: readonly string[]): ReturnType<typeof readLocalSettings> {
  return readLocalSettings(flags, { ...process.env, CLOUDINARY_URL: '' })
}

const flagsSetting: Setting<string> = {
  schema: z.string().regex(/^((--fresh|--memory)( |$))*$/),
  expected: 'no flags but --fresh, --memory and --help',
  example: '--fresh',
}

/** What the files are that an account outside equals, is nothing to be thrown away by a flag. */
const noFlagsSetting: Setting<string> = {
  schema: z.literal(''),
  expected: 'no flags with CLOUDINARY_URL: the folder holds the files that the account equals',
  example: '',
}

function port(what: string, fallback: number): Setting<number> {
  return numberSetting({ what: `the port of ${what}`, min: 0, max: 65_535, fallback })
}

function text(expected: string, fallback: string, options: { secret?: true } = {}): Setting<string> {
  const { example } = textSetting(expected, fallback)
  return { schema: z.string().min(1).default(fallback), expected, example, ...options }
}
