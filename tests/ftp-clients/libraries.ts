import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'basic-ftp'
import JSFtp from 'jsftp'
import type { FtpClient, Outcome, Place } from './client.ts'

async function outcomeOf(act: () => Promise<string | undefined>): Promise<Outcome> {
  try {
    return { isGood: true, output: (await act()) ?? '' }
  } catch (thrown) {
    return { isGood: false, output: String(thrown) }
  }
}

const fileIn = ({ folder }: Place) => join(folder, 'photo.jpg')

type BasicAct = (client: Client, place: Place) => Promise<unknown>

const basic =
  (act: BasicAct, isSecure = false) =>
  async (place: Place): Promise<Outcome> => {
    const client = new Client()
    const { host, port, user, password, certificate, directory } = place
    return outcomeOf(async () => {
      const secureOptions = { ca: readFileSync(certificate), host }
      await client.access({ host, port, user, password, secure: isSecure, secureOptions })
      await client.cd(`/${directory}`)
      return String(await act(client, place))
    }).finally(() => client.close())
  }

const upload: BasicAct = (client, place) => client.uploadFrom(fileIn(place), 'photo.jpg')

/** Lists by MLSD, and takes up the session of the control connection for data. */
export const basicFtpClient: FtpClient = {
  name: 'basic-ftp',
  programs: [],
  operations: {
    list: basic(async (client) => (await client.list()).map(({ name }) => name)),
    upload: basic(upload),
    overwrite: basic(upload),
    append: basic((client, place) => client.appendFrom(fileIn(place), 'photo.jpg')),
    download: basic((client, place) => client.downloadTo(fileIn(place), 'photo.jpg')),
    resume: basic(async (client, place) => {
      const { size } = await stat(fileIn(place))
      return client.downloadTo(fileIn(place), 'photo.jpg', size)
    }),
    rename: basic((client) => client.rename('photo.jpg', 'renamed.jpg')),
    delete: basic((client) => client.remove('photo.jpg')),
    mkdir: basic((client) => client.send('MKD made')),
    rmdir: basic((client) => client.removeEmptyDir('made')),
    'rmdir full': basic((client) => client.removeEmptyDir('made')),
    missing: basic((client, place) => client.downloadToDir(place.folder, 'missing')),
    FTPS: basic(upload, true),
  },
}

type JsAct = (client: JSFtp, at: (name: string) => string, place: Place) => Promise<unknown>

const js =
  (act: JsAct) =>
  async (place: Place): Promise<Outcome> => {
    const { host, port, user, password, directory } = place
    const client = new JSFtp({ host, port, user, pass: password })
    client.on('error', () => {})
    return outcomeOf(async () => String(await act(client, (name) => `/${directory}/${name}`, place))).finally(() =>
      client.destroy(),
    )
  }

function told<Result>(ask: (done: (error: Error | null | undefined, result: Result) => void) => void): Promise<Result> {
  return new Promise((resolve, reject) => ask((error, result) => (error ? reject(error) : resolve(result))))
}

const put: JsAct = (client, at, place) => told((done) => client.put(readFileSync(fileIn(place)), at('photo.jpg'), done))
const raw =
  (command: string, name: string): JsAct =>
  (client, at) =>
    told((done) => client.raw(command, at(name), done))

/** Lists by STAT, over the control connection. */
export const jsftpClient: FtpClient = {
  name: 'jsftp',
  programs: [],
  operations: {
    list: js(async (client, at) => (await told(client.ls.bind(client, at('')))).map(({ name }) => name)),
    upload: js(put),
    overwrite: js(put),
    download: js(async (client, at, place) => {
      const socket = await told(client.get.bind(client, at('photo.jpg')))
      const parts: Buffer[] = []
      socket.on('data', (part: Buffer) => parts.push(part))
      socket.resume()
      await once(socket, 'close')
      writeFileSync(fileIn(place), Buffer.concat(parts))
    }),
    rename: js((client, at) => told((done) => client.rename(at('photo.jpg'), at('renamed.jpg'), done))),
    delete: js(raw('DELE', 'photo.jpg')),
    mkdir: js(raw('MKD', 'made')),
    rmdir: js(raw('RMD', 'made')),
    'rmdir full': js(raw('RMD', 'made')),
    missing: js((client, at) => told(client.ls.bind(client, at('missing')))),
  },
}
