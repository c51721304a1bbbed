import { nameMatcher } from './globs.ts'
import type { MirrorConfig } from './schema.ts'

/**
 * Names that FTP clients and editors give to files they have not finished: WinSCP .filepart, lftp .in.NAME, browsers
 * .part and .crdownload, ncftp and many scripts .tmp, editors NAME~ and #NAME#, office programs ~$NAME.
 */
export const TEMPORARY_NAMES = [
  '*.{filepart,part,partial,tmp,temp,crdownload,upload,writing,swp}',
  '.in.*',
  '*~',
  '~\\$*',
  '\\#*\\#',
]

/** What programs leave behind for themselves: operating systems, network drives, FTP servers and programs that synchronise. */
export const LEFTOVER_NAMES = [
  ...['._*', '.DS_Store', '.localized', '.apdisk', '.LSOverride', '.VolumeIcon.icns', '.com.apple.timemachine.*'],
  ...[
    'Thumbs.db',
    'ehthumbs.db',
    'desktop.ini',
    '.directory',
    '.goutputstream-*',
    '.fuse_hidden*',
    '.nfs????????????????*',
  ],
  // What macOS writes while it saves a file.
  '*.sb-????????-??????',
  ...['.~lock.*\\#', '.ftpquota', '.pureftpd-upload.*', '*.lftp', '*.lftp-pget-status', '*.ffs_{tmp,lock,db}'],
  ...['.ocTransferId*', '.sync_*.db*', '.owncloudsync.log*', '.dropbox', '.dropbox.attr', '~syncthing~*'],
  ...[
    '__MACOSX/',
    '.AppleDouble/',
    '.AppleDB/',
    '.Spotlight-V100/',
    '.Trashes/',
    '.Trash/',
    '.Trash-*/',
    '.fseventsd/',
  ],
  ...['.TemporaryItems/', '.DocumentRevisions-V100/', 'Network Trash Folder/', 'Temporary Items/'],
  ...[
    '$RECYCLE.BIN/',
    'System Volume Information/',
    'lost+found/',
    '@eaDir/',
    '\\#recycle/',
    '@Recycle/',
    '.@__thumb/',
  ],
  ...['.stfolder/', '.stversions/', '.dropbox.cache/'],
]

/**
 * What is hidden, and what holds passwords, keys or data of a web site that lies in the same folder. Keynote's files are called .key,
 * too. The segments . and .. are no hidden folders: their keys are refused.
 */
export const PRIVATE_NAMES = [
  ...['.[^.]*', '.[^.]*/', 'wp-config.php', 'wp-config.php.*', 'web.config'],
  ...['id_{rsa,dsa,ecdsa,ed25519}*', '*.{pem,ppk,p12,pfx,jks,keystore,kdbx}'],
  ...['*.{sql,sqlite,sqlite3}', '*.sql.{gz,bz2,xz,zip}'],
]

/** What a browser runs as a page, or as a part of one, of the domain that it is served from. */
export const ACTIVE_NAMES = [
  '*.{htm,html,shtml,xhtml,xht,mht,mhtml,hta}',
  ...['*.{svg,svgz}', '*.{xml,xsl,xslt,rss,atom}', '*.{js,mjs,cjs,wasm}', '*.{swf,jar}'],
]

/** Why a key's name alone keeps it from being mirrored; undefined where it does not. */
export function nameChecker(config: MirrorConfig): (key: string) => string | undefined {
  const checks = [
    { reason: 'a temporary name', isMeant: nameMatcher(config.temporaryNames ?? TEMPORARY_NAMES) },
    { reason: 'a file that a program left behind', isMeant: nameMatcher(config.leftoverNames ?? LEFTOVER_NAMES) },
    { reason: 'not meant to be public', isMeant: nameMatcher(config.privateNames ?? PRIVATE_NAMES) },
    ...(config.activeContent === 'ignore'
      ? [{ reason: 'content that runs scripts', isMeant: nameMatcher(ACTIVE_NAMES) }]
      : []),
  ]
  return (key) => checks.find(({ isMeant }) => isMeant(key))?.reason
}
