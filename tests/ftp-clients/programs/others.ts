import type { FtpClient, Outcome, Place } from '../client.ts'
import { run } from '../program.ts'

function wput({ host, port, user, password, directory, folder }: Place, ...options: string[]): Promise<Outcome> {
  const url = `ftp://${user}:${encodeURIComponent(password)}@${host}:${port}/${directory}/`
  return run(folder, ['wput', '--tries=1', ...options, 'photo.jpg', url])
}

/** Sends, and nothing else; offers TLS first. */
export const wputClient: FtpClient = {
  name: 'wput',
  programs: ['wput'],
  operations: {
    upload: (place) => wput(place, '--disable-tls'),
    overwrite: (place) => wput(place, '--disable-tls', '--reupload'),
    FTPS: (place) => wput(place, '--force-tls'),
  },
}

async function rclone(
  place: Place,
  command: string,
  words: (remote: string) => readonly string[],
  isSecure = false,
): Promise<Outcome> {
  const { host, port, user, password, directory, folder } = place
  const obscured = await run(folder, ['rclone', 'obscure', password])
  const options = `host=${host},port=${port},user=${user},pass=${obscured.output.trim()},explicit_tls=${isSecure},no_check_certificate=true`
  const remote = `:ftp,${options}:${directory}`
  return run(folder, ['rclone', '--config', '', '--retries', '1', command, ...words(remote)])
}

/** Looks before and after it sends. It takes no certificate to trust. */
export const rcloneClient: FtpClient = {
  name: 'rclone',
  programs: ['rclone'],
  operations: {
    list: (place) => rclone(place, 'lsf', (remote) => [remote]),
    upload: (place) => rclone(place, 'copy', (remote) => ['photo.jpg', remote]),
    overwrite: (place) => rclone(place, 'copyto', (remote) => ['photo.jpg', `${remote}/photo.jpg`]),
    download: (place) => rclone(place, 'copy', (remote) => [`${remote}/photo.jpg`, '.']),
    rename: (place) => rclone(place, 'moveto', (remote) => [`${remote}/photo.jpg`, `${remote}/renamed.jpg`]),
    delete: (place) => rclone(place, 'deletefile', (remote) => [`${remote}/photo.jpg`]),
    mkdir: (place) => rclone(place, 'mkdir', (remote) => [`${remote}/made`]),
    rmdir: (place) => rclone(place, 'rmdir', (remote) => [`${remote}/made`]),
    'rmdir full': (place) => rclone(place, 'rmdir', (remote) => [`${remote}/made`]),
    missing: (place) => rclone(place, 'sync', (remote) => [`${remote}/missing`, '.']),
    FTPS: (place) => rclone(place, 'copy', (remote) => ['photo.jpg', remote], true),
  },
}
