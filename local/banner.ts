import { join } from 'node:path'
import { wrap } from '../operate/cli/wrap.ts'
import { CERTIFICATE, dataFolderOf } from './data-folder.ts'
import type { LocalSettings } from './settings.ts'
import type { StackDescription } from './stack.ts'

const COLUMNS = 80
const NAME_COLUMNS = 12

/** What `npm start` says when everything runs: the addresses, and what to try first. */
export function banner(stack: StackDescription, settings: LocalSettings): string {
  const { host, port, user } = stack.ftp
  // The password is shown only where it is the one that the manual names.
  const password = stack.ftp.password === 'demo' ? 'demo' : '***'
  const login = `${user}:${password}@${host}:${port}`
  const certificate = join(settings.directory, CERTIFICATE)
  const rows = [
    ['FTP', `ftp://${login}/`],
    ['FTPS', settings.ftpServer.tls ? `the same, after AUTH TLS; certificate ${certificate}` : 'off (FTP_TLS)'],
    ['S3 and SQS', stack.aws.endpoint],
    ['Bucket', stack.bucket],
    ['DynamoDB', stack.dynamodb.endpoint],
    ['Cloudinary', tellAccount(stack.cloudinary.url, settings)],
    ['Console', stack.console.url],
    ['Addresses', join(settings.directory, 'stack.json')],
    ['Data', tellData(settings)],
  ]
  const table = rows.map(([name = '', value = '']) => row(name, value)).join('\n')
  // The commands find the stack by its folder.
  const folder = settings.directory === '.local' ? '' : `LOCAL_DATA=${settings.directory} `
  const tries = [`curl --ftp-create-dirs -T photo.jpg ftp://${login}/shoot/`, `${folder}npx sls status --stage local`]
  const examples = tries.map((line) => `  ${line}`).join('\n')
  return `\nReady. Files sent by FTP appear in Cloudinary.\n\n${table}\n\nTry\n${examples}\n${advice(settings)}\n`
}

/** A long path is not cut: it is to be copied. */
function row(name: string, value: string): string {
  return `  ${name.padEnd(NAME_COLUMNS)}${wrap(value, COLUMNS, ' '.repeat(NAME_COLUMNS + 2)).trimStart()}`
}

function advice({ ftpServer: { host } }: LocalSettings): string {
  if (/^127\./.test(host))
    return 'For this machine only, never for production: its passwords are known.\nStop with Ctrl-C.'
  const reach = host === '0.0.0.0' ? 'all addresses of this machine' : host
  const warning = `Warning: the FTP server listens on ${reach} (FTP_HOST). Anyone who reaches it can try FTP_USER and FTP_PASSWORD, and read what is sent without TLS. Never for production. Stop with Ctrl-C.`
  return wrap(warning, COLUMNS, '')
}

function tellAccount(url: string, { account }: LocalSettings): string {
  if (account) return `your account ${account.cloudName}: what is sent by FTP is public there`
  const origin = new URL(new URL(url).searchParams.get('upload_prefix') ?? '').origin
  return `${origin} cloud demo`
}

function tellData({ account, directory, keepsData }: LocalSettings): string {
  if (account) return `${dataFolderOf(directory, account.cloudName)} (what the account equals: keep it)`
  return keepsData ? `${directory} (npm start -- --fresh removes them)` : 'not kept (--memory)'
}
