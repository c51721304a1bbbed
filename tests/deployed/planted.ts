import type { Change } from './project-copy.ts'

/** A fault that the stories have to find. */
export interface PlantedFault {
  readonly name: string
  readonly changes: readonly Change[]
}

const SERVERLESS = 'serverless.yml'
const ROLES = 'resources/roles.yml'
const SOURCE = 'resources/source.yml'

function fault(name: string, file: string, from: string, to: string): PlantedFault {
  return { name, changes: [{ file, from, to }] }
}

/** Each is a slip that leaves everything to be packaged, and most of it to be deployed. */
export const plantedFaults: readonly PlantedFault[] = [
  fault('wrong-environment-name', SERVERLESS, 'ATTEMPT_SECONDS:', 'ATTEMPT_SECS:'),
  fault('wrong-secret', SERVERLESS, '/cloudinary-url', '/cloudinary'),
  fault('failed-items-unreported', SERVERLESS, 'functionResponseType: ReportBatchItemFailures', 'enabled: true'),
  fault('dependency-left-out', SERVERLESS, '    exclude:\n', "    exclude:\n      - 'zod'\n"),
  fault('wrong-handler', SERVERLESS, 'functions/sweep.handler', 'functions/sweep.handle'),
  fault('other-mapping', SERVERLESS, '!Ref WorkerEventSourceMappingSQSChangeQueue', '!Ref WorkerLambdaFunction'),
  fault('private-webhook', SERVERLESS, 'url: true', 'url: { authorizer: aws_iam }'),
  fault('reading-denied', ROLES, '[s3:GetObject, s3:GetObjectVersion, s3:GetObjectTagging', '[s3:GetObjectTagging'),
  fault('dead-letters-denied', ROLES, 'Resource: !GetAtt DeadLetterQueue.Arn', 'Resource: !GetAtt ChangeQueue.Arn'),
  fault('index-denied', ROLES, "/index/content'", "/index/contents'"),
  fault(
    'sweep-denied',
    ROLES,
    'Resource: !GetAtt SweepLambdaFunction.Arn',
    'Resource: !GetAtt WorkerLambdaFunction.Arn',
  ),
  fault('filtered-notification', SOURCE, "Event: 's3:ObjectCreated:*',", "Event: 's3:ObjectCreated:Put',"),
  fault('deletions-unnoticed', SOURCE, "s3:ObjectRemoved:*'", "s3:ObjectRemoved:DeleteMarkerCreated'"),
  fault('cloudinary-denied', SOURCE, "AWS: '232482882421'", "AWS: '232482882422'"),
  fault('queue-closed', 'resources/queues.yml', 'aws:SourceAccount: !Ref AWS::AccountId', "aws:SourceAccount: '1'"),
  fault(
    'no-redrive-policy',
    'resources/queues.yml',
    '      RedrivePolicy:',
    '      Tags: []\n      RedriveAllowPolicy:',
  ),
  fault('table-kept', SERVERLESS, 'deletionPolicy: Delete', 'deletionPolicy: Retain'),
  fault(
    'deploy-denied',
    'docs/deploy-role.json',
    'cloudformation:ExecuteChangeSet',
    'cloudformation:ContinueUpdateRollback',
  ),
  fault('failures-forgotten', 'functions/worker.ts', 'result.failedIds.map(', 'result.failedIds.slice(1).map('),
]
