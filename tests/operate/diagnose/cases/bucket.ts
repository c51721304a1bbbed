import { BUCKET, type Case } from './case.ts'

const READS = "The bucket's policy lets Cloudinary read its objects"
const PROTECTED = 'Only who is meant to may write or delete the marker'
const SOURCES = JSON.stringify(['.wellknown/*', 'uploads/*'].map((keys) => `arn:aws:s3:::${BUCKET}/${keys}`))
const CLOUDINARY_READS = `no statement lets the account 232482882421, which is Cloudinary's, s3:GetObject on arn:aws:s3:::${BUCKET}/*`

/** What can be wrong with the bucket, its policy and its marker. */
export const bucketCases: readonly Case[] = [
  {
    name: 'the bucket has no policy',
    broken: (breaker) => breaker.setPolicy(undefined),
    check: READS,
    issues: [CLOUDINARY_READS],
    advice: 'npx sls connect --repair --stage local puts the statement back',
    silenced: 2,
  },
  {
    name: 'an existing bucket lets Cloudinary read a part only',
    broken: async (breaker) => {
      await breaker.setPolicy(
        breaker.policy
          .replace(`${BUCKET}/*","Sid`, `${BUCKET}/a/*","Sid`)
          .replaceAll(`"arn:aws:s3:::${BUCKET}/*"`, `"arn:aws:s3:::${BUCKET}/a/*"`),
      )
      return { isBucketOfStack: false }
    },
    check: READS,
    issues: [CLOUDINARY_READS],
    advice: 'npx sls connect --stage local puts the statement back',
    silenced: 2,
  },
  {
    name: 'a statement of the bucket denies everybody from elsewhere',
    broken: (breaker) => {
      const policy = JSON.parse(breaker.policy)
      const Condition = { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }
      const denial = {
        Sid: 'OnlyFromHome',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:Get*',
        Resource: `arn:aws:s3:::${BUCKET}/*`,
        Condition,
      }
      return breaker.setPolicy(JSON.stringify({ ...policy, Statement: [...policy.Statement, denial] }))
    },
    check: READS,
    issues: ['the statement OnlyFromHome may keep it out'],
    advice: 'one that denies is yours to narrow',
    silenced: 1,
  },
  {
    name: 'Cloudinary may read one source of two',
    broken: (breaker) =>
      breaker.setPolicy(
        breaker.policy.replace(`${BUCKET}/*"`, `${BUCKET}/*/a"`).replace(`"arn:aws:s3:::${BUCKET}/*/a"`, SOURCES),
      ),
    config: { sources: [{ prefix: 'uploads/' }, { prefix: 'press/' }] },
    check: READS,
    issues: [CLOUDINARY_READS.replace('/*', '/press/*')],
    advice: 'npx sls connect --repair --stage local puts the statement back',
    silenced: 1,
  },
  {
    name: "the stack's own bucket takes what comes without TLS",
    broken: (breaker) => breaker.setPolicy(breaker.policy.replaceAll('"s3:*"', '"s3:DeleteBucket"')),
    check: "The bucket's policy refuses what comes without TLS",
    issues: ['no statement denies access without TLS'],
    advice: 'npx sls connect --repair --stage local puts it back',
  },
  {
    name: 'anybody of the account may write the marker, though a role is to deploy',
    broken: async (_, stage) => ({ environment: { ...stage.environment, DEPLOYER: 'role/deployer' } }),
    check: PROTECTED,
    issues: [
      "the bucket's policy has no statement DenyMarkerToOthers that keeps .wellknown/ for role/deployer and the account's root",
    ],
    advice: 'npx sls connect --repair --stage local puts the statement back',
  },
  {
    name: 'anybody may write the marker of an existing bucket',
    broken: async (breaker) => {
      await breaker.setPolicy(breaker.policy.replace('.wellknown/', 'elsewhere/'))
      return { isBucketOfStack: false }
    },
    check: PROTECTED,
    issues: [
      "the bucket's policy has no statement DenyMarkerToOthers that keeps .wellknown/ for anybody of the account who may write objects",
    ],
    advice: 'npx sls connect --stage local puts the statement back',
    silenced: 1,
  },
  {
    name: 'the marker is missing',
    broken: (breaker) => breaker.removeMarker(),
    check: 'The bucket says by its marker which Cloudinary account may read it',
    issues: ['there is no object .wellknown/cloudinary/demo'],
    advice: 'npx sls connect --repair --stage local puts it.',
  },
  {
    name: 'the bucket is gone',
    broken: (breaker) => breaker.removeBucket(),
    check: 'The bucket is there, in the region of the stage',
    issues: [`expected a bucket ${BUCKET} that may be read, found NotFound`],
    advice: 'Make it again as resources/source.yml says',
    silenced: 6,
  },
]
