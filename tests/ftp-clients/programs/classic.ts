import type { FtpClient, Outcome, Place } from '../client.ts'
import { run } from '../program.ts'

/** The clients that are called `ftp`, or like it: they read commands, and end well whatever comes of them. */
function classicClient(name: string, more: FtpClient['operations'] = {}): FtpClient {
  const told =
    (...commands: string[]) =>
    (place: Place) =>
      tell(name, place, commands)
  return {
    name,
    programs: [name],
    operations: {
      list: told('ls'),
      upload: told('put photo.jpg'),
      overwrite: told('put photo.jpg'),
      append: told('append photo.jpg'),
      unique: told('sunique', 'put photo.jpg'),
      download: told('get photo.jpg'),
      resume: told('reget photo.jpg'),
      rename: told('rename photo.jpg renamed.jpg'),
      delete: told('delete photo.jpg'),
      mkdir: told('mkdir made'),
      rmdir: told('rmdir made'),
      'rmdir full': told('rmdir made'),
      missing: told('cd missing', 'get absent.jpg'),
      ...more,
    },
  }
}

function tell(
  name: string,
  { host, port, user, password, directory, folder }: Place,
  commands: readonly string[],
): Promise<Outcome> {
  const login = [`user ${user} "${password}"`, 'binary', `cd /${directory}`]
  return run(folder, [name, '-n', '-v', '-i', host, String(port)], [...login, ...commands, 'quit'])
}

export const tnftpClient = classicClient('tnftp')
export const inetutilsClient = classicClient('inetutils-ftp')
