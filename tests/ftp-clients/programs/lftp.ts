import type { FtpClient, Outcome, Place } from '../client.ts'
import { run } from '../program.ts'

function lftp(place: Place, command: string, settings = 'set ftp:ssl-allow no'): Promise<Outcome> {
  const { host, port, user, password, directory, folder } = place
  const open = `open -u ${user},"${password}" -p ${port} ${host}; cd /${directory}`
  const script = `set net:max-retries 1; set cmd:fail-exit yes; ${settings}; ${open}; ${command}`
  return run(folder, ['lftp', '-c', script])
}

const secure = ({ certificate }: Place) =>
  `set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ssl:ca-file ${certificate}`

/** Pipelines, and mirrors whole trees; `mirror --delete` of what is not there must not empty the folder. */
export const lftpClient: FtpClient = {
  name: 'lftp',
  programs: ['lftp'],
  operations: {
    list: (place) => lftp(place, 'ls'),
    upload: (place) => lftp(place, 'mirror --reverse . .'),
    overwrite: (place) => lftp(place, 'put photo.jpg'),
    download: (place) => lftp(place, 'mirror . .'),
    resume: (place) => lftp(place, 'get -c photo.jpg'),
    rename: (place) => lftp(place, 'mv photo.jpg renamed.jpg'),
    delete: (place) => lftp(place, 'rm photo.jpg'),
    mkdir: (place) => lftp(place, 'mkdir -p made'),
    rmdir: (place) => lftp(place, 'rmdir made'),
    'rmdir full': (place) => lftp(place, 'rmdir made'),
    missing: (place) => lftp(place, 'mirror --delete missing .'),
    FTPS: (place) => lftp(place, 'put photo.jpg', secure(place)),
  },
}
