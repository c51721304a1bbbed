import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** The file of the FTP server's certificate, for clients that are to trust it. */
export const CERTIFICATE = 'ftp-certificate.pem'
/** The file that says which process has the folder. */
export const LOCK = 'lock'
/** What the stack keeps in its folder; anything else there is someone else's. */
const CONTENTS = ['dynamodb', 'aws', 'cloudinary', 'stack.json', 'stack.json.new', 'stack.log', CERTIFICATE]

/** What a stand-in keeps that runs by itself. */
const STAND_IN = 'stand-in'
/** What belongs to an account outside: its ledger says what is in that account, and its bucket is what the account equals. */
const ACCOUNT = 'account-'

function isOurs(name: string): boolean {
  return CONTENTS.includes(name) || name === LOCK || name === STAND_IN || name.startsWith(ACCOUNT)
}

/** Where the emulators keep what they keep: for each account outside a folder of its own. */
export function dataFolderOf(directory: string, cloudName: string | undefined): string {
  return cloudName === undefined ? directory : join(directory, `${ACCOUNT}${cloudName}`)
}

/** Makes the folder of the data where there is none, and what is in it private: only its owner may read the files and the log. */
export function prepareDataFolder(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const names = readdirSync(directory)
  for (const name of names.filter(isOurs)) makePrivate(join(directory, name))
  // A folder that is used for other things, too, may have to be open.
  if (names.every(isOurs)) chmodSync(directory, 0o700)
}

// A folder that nobody else may enter keeps all that is in it.
function makePrivate(path: string): void {
  const found = lstatSync(path)
  if (found.isDirectory()) chmodSync(path, 0o700)
  else if (found.isFile()) chmodSync(path, 0o600)
}

/** Removes the data of earlier runs with the stand-in, and nothing else that is in the folder. */
export function removeData(directory: string): void {
  for (const name of CONTENTS) rmSync(join(directory, name), { recursive: true, force: true })
}
