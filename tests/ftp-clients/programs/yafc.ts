import type { FtpClient, Outcome, Place } from '../client.ts'
import { run } from '../program.ts'

function yafc(place: Place, ...commands: string[]): Promise<Outcome> {
  const { host, port, user, password, directory, folder } = place
  const url = `ftp://${user}:${encodeURIComponent(password)}@${host}:${port}/${directory}`
  // Its own files would be in the home of whoever runs this.
  return run(folder, ['yafc', `--workdir=${folder}/.yafc`, url], [...commands, 'quit'])
}

/** Sends in ASCII mode, and looks whether a name is a directory by entering it. */
export const yafcClient: FtpClient = {
  name: 'yafc',
  programs: ['yafc'],
  operations: {
    list: (place) => yafc(place, 'ls'),
    upload: (place) => yafc(place, 'put photo.jpg'),
    overwrite: (place) => yafc(place, 'put --force photo.jpg'),
    download: (place) => yafc(place, 'get photo.jpg'),
    resume: (place) => yafc(place, 'get --resume photo.jpg'),
    rename: (place) => yafc(place, 'mv photo.jpg renamed.jpg'),
    delete: (place) => yafc(place, 'rm photo.jpg'),
    mkdir: (place) => yafc(place, 'mkdir made'),
    rmdir: (place) => yafc(place, 'rmdir made'),
    'rmdir full': (place) => yafc(place, 'rmdir made'),
    missing: (place) => yafc(place, 'cd missing'),
  },
}
