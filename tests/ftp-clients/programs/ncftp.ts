import type { FtpClient, Outcome, Place } from '../client.ts'
import { run } from '../program.ts'

function ncftp(program: string, place: Place, options: readonly string[], words: readonly string[]): Promise<Outcome> {
  const login = ['-u', place.user, '-p', place.password, '-P', String(place.port)]
  return run(place.folder, [program, ...login, ...options, place.host, ...words])
}

const put = (place: Place, ...options: string[]) =>
  ncftp('ncftpput', place, options, [`/${place.directory}`, 'photo.jpg'])
const get = (place: Place, ...options: string[]) =>
  ncftp('ncftpget', place, options, ['.', `/${place.directory}/photo.jpg`])

/** Asks for what is there by MLST and SIZE before it sends. */
export const ncftpClient: FtpClient = {
  name: 'ncftp',
  programs: ['ncftpput', 'ncftpget', 'ncftpls'],
  operations: {
    list: ({ host, port, user, password, directory, folder }) =>
      run(folder, ['ncftpls', '-u', user, '-p', password, '-P', String(port), `ftp://${host}/${directory}/`]),
    upload: (place) => put(place),
    overwrite: (place) => put(place),
    append: (place) => put(place, '-A'),
    download: (place) => get(place),
    resume: (place) => get(place, '-z'),
    delete: (place) => get(place, '-DD'),
    missing: ({ host, port, user, password, directory, folder }) =>
      run(folder, ['ncftpls', '-u', user, '-p', password, '-P', String(port), `ftp://${host}/${directory}/missing/`]),
  },
}
