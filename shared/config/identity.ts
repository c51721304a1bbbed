import { limits } from '../model/limits.ts'
import { numberSetting, readSettings, textSetting } from './settings.ts'

const identitySettings = {
  SOURCE_BUCKET: textSetting('the name of the S3 bucket that is mirrored', 'my-studio-uploads'),
  IDENTITY_TABLE: textSetting('the name of the DynamoDB table of the FTP users', 'ftp-api-for-cloudinary-dev-identity'),
  TRANSFER_ROLE_ARN: textSetting(
    'the ARN of the role that FTP users get',
    'arn:aws:iam::123456789012:role/ftp-api-for-cloudinary-dev-TransferRole-EXAMPLE',
  ),
  // 128 MiB, and about a third of a second on a core. Source: OWASP Password Storage Cheat Sheet.
  PASSWORD_COST: numberSetting({
    what: "the binary logarithm of scrypt's cost",
    min: 10,
    max: limits.passwordLogCostMax,
    fallback: 17,
  }),
} as const

/** Reads the settings of the identity function, or throws a ConfigError that lists every fault. */
export function readIdentityEnvironment(texts: Readonly<Record<string, string | undefined>> = process.env) {
  const values = readSettings(identitySettings, texts)
  return {
    bucket: values.SOURCE_BUCKET,
    table: values.IDENTITY_TABLE,
    roleArn: values.TRANSFER_ROLE_ARN,
    logCost: values.PASSWORD_COST,
  }
}

/** What the identity function has been told. */
export type IdentityEnvironment = ReturnType<typeof readIdentityEnvironment>
