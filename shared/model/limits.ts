/** Bounds on everything that repeats or waits, in one place. Units stand last in the names. */
export const limits = {
  /** Mutations for one change in one invocation; after them the message goes back, so that no key keeps a worker. */
  roundsMax: 5,
  /** Keys that may wait for each other's addresses in a ring, for it to be found. */
  ringMax: 10,
  /** Keys of the same content that an index is asked for when a rename is searched for; where there are more, the closest in name. */
  renameCandidatesMax: 20,
  /** How many of these are asked for on each side of the new key's place in the order of names, and in that of folders. */
  renameNeighboursMax: 4,
  /** How many of them are read at each try, however many there are. */
  renameReadsMax: 8,
  /** How many of those whose asset could be had are looked at in S3. */
  renameLooksMax: 4,
  /** Failures in a row after which a change goes to the dead-letter queue with its last reason: after half an hour to three quarters. */
  failuresMax: 12,
  /** Uploads in the background that never ended, after which a change goes to the dead-letter queue. */
  unfinishedMax: 2,
  /** After so many deliveries of a message each one more is noted in the ledger as it begins: what is done sooner costs no write. */
  unnotedDeliveriesMax: 2,
  /** Deliveries in which a key was tried alone and that never ended, after which it is refused. */
  unendedMax: 3,
  /** A sweep tries again what something else may have lifted: after an hour, then after twice as long each time, up to a day. */
  liftPauseLeastMs: 3_600_000,
  liftPauseMostMs: 86_400_000,
  /** A dead letter is kept for 14 days: the same refusal writes another only when it must be gone. */
  deadLetterMs: 14 * 86_400_000,
  /** The longest pause between two tries of a failing change. */
  backOffSecondsMax: 900,
  /** The pause before looking again at a key that another worker holds, or whose other half may be on the way. */
  pollSecondsMax: 15,
  /** A rate limit that ends within this time is waited for by each key alone; the stage is in trouble where nobody is served for longer. */
  passingMs: 60_000,
  /** The pause of a change that cannot be tried, because none can be. */
  haltSeconds: 30,
  /** After so many looks the pauses double every ten: a hundred of them, which the queue allows, outlast six hours. */
  pollsSteady: 30,
  /** A request to Cloudinary is cut off after this time; what it did by then is in doubt. */
  requestTimeoutMs: 60_000,
  /** A service of AWS has this long to begin an answer, at each of three tries: together less than the shortest function lives. */
  answerTimeoutMs: 3_000,
  /** So long the bytes of an object may stay away while they are waited for. To break off is to begin anew. */
  bodySilenceMs: 15_000,
  /** A page of a listing has longer: S3 passes over what was deleted in a versioned bucket. */
  listingTimeoutMs: 20_000,
  /** Whoever logs in by FTP waits for several answers, one after the other. */
  loginAnswerTimeoutMs: 2_000,
  /** Connections to a service at once: more than keys at once, since what waits for one waits for its answer. */
  socketsMax: 150,
  /** How many keys a sweep looks closer at, at once. */
  inspectionsAtOnce: 16,
  /** A sweep waits while more changes than these are in the queue. */
  sweepQueueMax: 10_000,
  /** How long Cloudinary may take to say that it is there. */
  probeTimeoutMs: 10_000,
  /** A larger file is uploaded in the background: its request would be cut off. */
  foregroundBytesMax: 100_000_000,
  /** How many times as long as other requests one in the background may take. */
  backgroundPatience: 4,
  /** A request that has less time than this is not sent: it would only end in doubt. */
  requestTimeLeastMs: 3_000,
  /** An invocation starts no mutation with less than this left, so that its record can still be written. */
  closingTimeMs: 3_000,
  /** So far may two clocks differ, of AWS's services and of their customers' functions. */
  skewMs: 3_000,
  /**
   * S3 dates objects by the second. One whose ETag says nothing of its bytes is mirrored when its second is surely over (by
   * clocks that differ a little): then whatever is written later has another date, and shows.
   */
  datingMs: 3_000,
  /** SQS hides a message for 12 hours at most, counted from its receipt: this is less by what a batch may take. */
  visibilitySecondsMax: 43_200 - 1200,
  /** The binary logarithm of the most that a password may cost: 512 MiB and three seconds of what the identity function has. */
  passwordLogCostMax: 19,
} as const
