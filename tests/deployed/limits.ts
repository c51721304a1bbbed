/** Something that AWS does and the emulator does not, so that no run here can show it. */
export interface Limit {
  readonly what: string
  /** How to see it on AWS. */
  readonly onAws: string
  /** The check of sls diagnose that fails for it here. */
  readonly failedCheck?: string
}

/** All of them, as docs/operating.md has them. */
export const limits: readonly Limit[] = [
  {
    what: "that expired rows of the table go, and that it can be restored: the emulator's CloudFormation leaves both settings out",
    onAws: '`npx sls diagnose`',
    failedCheck: "The ledger's expired rows go, and it can be restored to any moment",
  },
  {
    what: 'that alarms reach someone: mails have no reader',
    onAws: '`npx sls diagnose`, once the address is confirmed',
    failedCheck: 'Someone has subscribed to the alarms, and confirmed it',
  },
  {
    what: '`sls dlq redrive --all`: SQS moves the messages itself, which the emulator does not know',
    onAws: 'the command says how many it has moved; `--key` and `--reason` are shown',
  },
  {
    what: 'that alarms go off, and rates and ages in `sls queue`: there are no metrics',
    onAws: 'send a text file named `a.jpg`: `dead-letters` mails within two minutes',
  },
  {
    what: 'which rows of the table a role may read: the condition `dynamodb:LeadingKeys` is left out, all others hold',
    onAws: '`npx sls trace --key KEY` says `dynamodb-AccessDeniedException` where one is refused',
  },
  {
    what: "whether S3 lets Cloudinary's account read: the stand-in goes by the bucket's policy and marker itself",
    onAws: '`npx sls diagnose`, and the first file',
  },
  {
    what: "that Cloudinary reaches the webhook: it is called at the emulator's own address",
    onAws: 'send a video of more than 100 MB; `npx sls trace --key KEY` tells when it was done',
  },
  {
    what: 'time-outs, memory, cold starts and the number of functions at once',
    onAws: "the dashboard, and the alarms on the worker's errors, throttles and duration",
  },
  {
    what: "what CloudFormation may do for the one who deploys: here anything, while `docs/deploy-role.json` holds for the framework's own calls",
    onAws: '`npx sls deploy` names the permission that is missing',
  },
  {
    what: 'that no log group is left: the emulator makes one anew for a function that runs while the stage is removed',
    onAws: '`aws logs describe-log-groups --log-group-name-prefix /aws/lambda/ftp-api-for-cloudinary-dev`',
  },
  {
    what: 'events of tags, of lifecycle rules and of restores from an archive',
    onAws: '`aws s3api put-object-tagging`, where a rule uses tags; `npx sls trace --key KEY` tells of an update',
  },
  {
    what: 'servers for FTP clients, X-Ray traces, access logs and a bound for the webhook: users are there without a server',
    onAws: '`npx sls info --verbose` names the server; the others are in the consoles of AWS',
  },
]

/** The table as it has to be in the docs. */
export function limitsTable(): string {
  const rows = limits.map(({ what, onAws }) => `| ${what} | ${onAws} |`)
  return ['| what cannot be seen | how to see it on AWS |', '|---|---|', ...rows].join('\n')
}
