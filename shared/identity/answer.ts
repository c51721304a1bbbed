import { parseHome, prefixOfHome } from '../model/ftp-home.ts'
import type { FtpUser, Right } from '../model/ftp-user.ts'
import type { LoginRequest } from './event.ts'

/** What AWS bounds a session policy at. Source: AWS Transfer Family API Reference, CreateUser. */
export const POLICY_LENGTH_MAX = 2048

/** The bucket, and the role of which a session gets a part. */
export interface Door {
  readonly bucket: string
  readonly roleArn: string
}

/** What lets a user in. Source: AWS Transfer Family User Guide, "Using AWS Lambda to integrate your identity provider". */
export interface Admission {
  readonly Role: string
  readonly HomeDirectoryType: 'LOGICAL'
  /** A JSON text. */
  readonly HomeDirectoryDetails: string
  /** A JSON text. */
  readonly Policy: string
  /** For a login by key, and never with one by password. */
  readonly PublicKeys?: readonly string[]
}

/** The statement of a session's policy that has the rights in the home. */
export const HOME_STATEMENT = 'UseHome'

/** What each right allows on objects, no more than the role of all users does. */
const ACTIONS: Readonly<Record<Right, readonly string[]>> = {
  read: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging'],
  write: ['s3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
  delete: ['s3:DeleteObject'],
}

/** The answer for a user who is let in: the home as the root, and a policy for the session that reaches no further. */
export function admissionOf(user: FtpUser, { credential }: LoginRequest, door: Door): Admission {
  const target = user.home === '/' ? `/${door.bucket}` : `/${door.bucket}${user.home}`
  return {
    Role: door.roleArn,
    HomeDirectoryType: 'LOGICAL',
    HomeDirectoryDetails: JSON.stringify([{ Entry: '/', Target: target }]),
    Policy: JSON.stringify(sessionPolicy(user, door)),
    ...(credential.kind === 'key' && { PublicKeys: user.publicKeys }),
  }
}

/** What the session may do of what the role may: list the home, and use what is in it. */
export function sessionPolicy({ name, home, rights }: FtpUser, { bucket, roleArn }: Door): object {
  // What stands in it becomes a pattern of the policy: a stored home that was not made by our commands lets nobody in.
  if (parseHome(home) !== home) throw new Error(`the home of ${name} is stored in a form that is not ours`)
  const [, partition = 'aws'] = roleArn.split(':')
  const bucketArn = `arn:${partition}:s3:::${bucket}`
  const prefix = prefixOfHome(home)
  const actions = rights.flatMap((right) => ACTIONS[right])
  const onlyHome = { Condition: { StringLike: { 's3:prefix': [prefix.slice(0, -1), `${prefix}*`] } } }
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'FindBucket', Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: bucketArn },
      { Sid: 'ListHome', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn, ...(prefix && onlyHome) },
      ...(actions.length > 0
        ? [{ Sid: HOME_STATEMENT, Effect: 'Allow', Action: actions, Resource: `${bucketArn}/${prefix}*` }]
        : []),
      ...(rights.includes('read') ? [] : [enterDirectories(`${bucketArn}/${prefix}`)]),
      // The role names the key, if there is one, and a session can do no more than its role.
      { Sid: 'UseKey', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*' },
      { Sid: 'KeepMarker', Effect: 'Deny', Action: 's3:*', Resource: `${bucketArn}/.wellknown/*` },
    ],
  }
}

/**
 * Whoever may not read must be able to find out what is a directory: the server asks for the object whose name ends in a slash.
 * Source: AWS Transfer Family User Guide, "Grant ability to only write and list files".
 */
function enterDirectories(home: string): object {
  return {
    Sid: 'EnterDirectories',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:GetObjectVersion'],
    Resource: [home, `${home}*/`],
  }
}
