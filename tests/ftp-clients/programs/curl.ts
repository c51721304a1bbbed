import type { FtpClient, Outcome, Place } from '../client.ts'
import { run } from '../program.ts'

function curl(
  { host, port, user, password, directory, folder }: Place,
  path: string,
  ...words: string[]
): Promise<Outcome> {
  const url = `ftp://${host}:${port}/${directory}/${path}`
  return run(folder, ['curl', '--silent', '--show-error', '--user', `${user}:${password}`, ...words, url])
}

const quoted = (...commands: string[]) => commands.flatMap((command) => ['--quote', command])

/** A command for each thing; directories are entered one by one. */
export const curlClient: FtpClient = {
  name: 'curl',
  programs: ['curl'],
  operations: {
    list: (place) => curl(place, ''),
    upload: (place) => curl(place, '', '--upload-file', 'photo.jpg'),
    overwrite: (place) => curl(place, '', '--upload-file', 'photo.jpg'),
    append: (place) => curl(place, '', '--append', '--upload-file', 'photo.jpg'),
    download: (place) => curl(place, 'photo.jpg', '--output', 'photo.jpg'),
    resume: (place) => curl(place, 'photo.jpg', '--continue-at', '-', '--output', 'photo.jpg'),
    rename: (place) =>
      curl(place, '', ...quoted(`RNFR /${place.directory}/photo.jpg`, `RNTO /${place.directory}/renamed.jpg`)),
    delete: (place) => curl(place, '', ...quoted(`DELE /${place.directory}/photo.jpg`)),
    mkdir: (place) => curl(place, 'made/', '--ftp-create-dirs'),
    rmdir: (place) => curl(place, '', ...quoted(`RMD /${place.directory}/made`)),
    'rmdir full': (place) => curl(place, '', ...quoted(`RMD /${place.directory}/made`)),
    missing: (place) => curl(place, 'missing/photo.jpg', '--output', 'other.jpg'),
    FTPS: (place) => curl(place, '', '--ssl-reqd', '--cacert', place.certificate, '--upload-file', 'photo.jpg'),
  },
}
