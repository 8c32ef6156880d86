// Where things stand in the memory that the module and its caller share. Plain numbers without types, since this file is
// read by two compilers: AssemblyScript for the module, TypeScript for what fills and reads its memory.
// All offsets are in bytes; a word is an unsigned 32-bit number, little-endian. An address of 0 means "none".

// The state of a pass, at fixed addresses.

/** Where the next line begins. */
export const cursorAt = 64;
/** Where the block ends; a line feed stands there, and 64 readable bytes after it. */
export const blockEndAt = 68;
/** Lines of the block that are behind the cursor. */
export const linesDoneAt = 72;
/** Not 0: the current event is projected and waits to be judged. */
export const pendingAt = 76;
/** Not 0: the next line that is not blank is left to the caller, whatever it holds. */
export const leaveNextAt = 80;
/** Number of the current event; marks what was computed for it. Never 0 while an event is judged. */
export const epochAt = 84;

/** The current line, without its line feed. */
export const lineStartAt = 88;
export const lineEndAt = 92;

/** Values of wanted fields: the end of the list, the first of the current event, and its bound. */
export const valuesTopAt = 100;
export const eventValuesAt = 104;
export const valuesLimitAt = 108;

/** What was found: a stream of words, see `eventMark`. */
export const foundTopAt = 116;
export const foundLimitAt = 120;

/** Texts without their escapes, which live as long as the values. */
export const textsTopAt = 128;
export const textsLimitAt = 132;

/** Room for the tokens of one line: 4 bytes for each byte of the longest block, and 64. */
export const tokensAt = 136;
/** The root of the trie of wanted fields, and one slot for each of them. */
export const trieRootAt = 140;
export const slotsAt = 144;
/** For each predicate the last event it was a candidate for. */
export const triedAt = 152;

/** Buckets: a hash table of them, the number of its places less one, and the bucket of all other events, or 0. */
export const bucketsAt = 156;
export const bucketMaskAt = 160;
export const generalBucketAt = 164;
/** Not 0: no more buckets are made, events without one take the general one. */
export const bucketsFullAt = 168;
/** Fields that tell buckets apart: how many, and their numbers. */
export const bucketFieldCountAt = 172;
export const bucketFieldsAt = 176;
/** The key of the bucket to be made: its bytes, how many, and their hash (8 bytes). No bytes: the bucket of all others. */
export const bucketKeyAt = 180;
export const bucketKeyLengthAt = 184;
export const bucketHashAt = 192;

/** Numbers of the fields that hold the time and the category. */
export const timeFieldAt = 200;
export const categoryFieldAt = 204;
/** Time of the current event: what is known (see `timeAbsent`), milliseconds since 1970 (float), and nanoseconds beyond. */
export const timeKindAt = 208;
export const timeNanosAt = 212;
export const timeMsAt = 216;
/** Half-open range of times (floats) outside of which events are not judged; not 0 where there is one. */
export const rangeFromAt = 224;
export const rangeToAt = 232;
export const hasRangeAt = 240;
/** Counts since the caller set them to 0: events, and those outside of the range or without a time. */
export const eventCountAt = 244;
export const outsideCountAt = 248;
export const withoutTimeCountAt = 252;
/** For each predicate the address of its join key, or 0; room for the bytes that are hashed; the seed, 16 bytes. */
export const predicateKeysAt = 268;
export const keyMessageAt = 272;
export const keySeedAt = 280;
/** Deepest nesting of a record. */
export const maxDepthAt = 256;
/** What was noticed of the current line: see `markEndgame`. */
export const marksAt = 260;
export const objectMarksAt = 264;

/** The stack of open objects and arrays: 12 bytes each, one more than `maxDepth`. */
export const stackAt = 1_024;
export const stackFrameBytes = 12;
/** First address that the module's own data may take. */
export const memoryBase = 8_192;

/** Most bytes of the values of a join key that are hashed here; of longer ones the caller takes care. */
export const maxKeyMessageBytes = 4_096;
/** In front of each value stand its kind and its length. */
export const keyPartHeaderBytes = 5;

/** Bytes of the key of a bucket; an event with a longer one takes the general bucket. */
export const maxBucketKeyBytes = 512;

// Why `run` came back.

/** The block is done. */
export const reasonDone = 0;
/** The line is left to the caller: it is not plainly one good event. */
export const reasonLine = 1;
/** The event's combination of values has no bucket yet. */
export const reasonBucket = 2;
/** What was found has to be taken out before more fits. */
export const reasonFull = 3;
/** The event's time is written in a way that the caller must read. */
export const reasonTime = 4;

export const timeAbsent = 0;
export const timeKnown = 1;
export const timeToRead = 2;
/** Set beside one of these where the event has several times; the kind is that of the first. */
export const severalTimesBit = 0x100;
export const timeKindMask = 0xff;

// What was found: for each event with a hit the header below, then one word for each predicate, and behind it the two of
// the hash of its join key where `hasKeyBit` is set.

/** Begins an event: start and end of its line, lines before it, first value, end of the values, kind of time, nanoseconds, ms (float). */
export const eventMark = 0xffffffff;
export const eventHeaderWords = 10;
/** Set on a predicate that the module could not decide: the caller must. */
export const undecidedBit = 0x80000000;
/** Set on a predicate whose join key has been hashed. */
export const hasKeyBit = 0x40000000;
export const predicateMask = 0x3fffffff;

// A value of a field: 16 bytes.

/** Word: number of the field, and from bit 16 what the value is. */
export const valueField = 0;
/** Words: where its bytes start and end; of a string those between the quotes. */
export const valueStart = 4;
export const valueEnd = 8;
/** Word: address of the field's next value in the same event. */
export const valueNext = 12;
export const valueBytes = 16;

export const valueIsString = 1 << 16;
export const valueIsNumber = 1 << 17;
export const valueIsBoolean = 1 << 18;
/** The string holds a backslash: its bytes are not its text yet. */
export const valueHasEscapes = 1 << 19;
/** A whole number of at most 15 digits, written as JavaScript writes it. */
export const valueIsPlainInteger = 1 << 20;
/** Half of a surrogate pair stands in the string alone; its three bytes are no UTF-8. */
export const valueHasLoneSurrogate = 1 << 21;

/** A string of a document that is written when it is first asked for. Start: the number by which the caller knows it. */
export const valueIsDeferred = 1 << 22;

// A slot, for each field what the current event has of it: epoch, address of the first value, address of the last.
export const slotEpoch = 0;
export const slotFirst = 4;
export const slotLast = 8;
export const slotBytes = 12;

// The trie of wanted fields. A node: number of its field or -1, hash table of its keys or 0, places in it less one, mark.
export const nodeField = 0;
export const nodeTable = 4;
export const nodeMask = 8;
export const nodeMark = 12;
export const nodeBytes = 16;

// A key of a node: first and last 8 bytes (zeros beyond a short key), length, node below (0: place is free), number of the
// object it was last seen in, address of all its bytes, 1 where the key has dots.
export const keyHead = 0;
export const keyTail = 8;
export const keyLength = 16;
export const keyNode = 20;
export const keySerial = 24;
export const keyText = 28;
export const keyIsDotted = 32;
export const keyBytes = 40;

// Marks: keys that tell the shape of a record.
export const markEndgame = 1;
export const markWinlog = 2;
export const markSource = 4;
export const markRawXml = 8;
export const markEvent = 16;
export const markDataStream = 32;

// A bucket: address of its list of predicates (predicate, program or 0 until it is needed), the list of those always tried,
// look-ups, their number.
export const bucketPredicates = 0;
export const bucketAlways = 4;
export const bucketLookups = 8;
export const bucketLookupCount = 12;
export const bucketBytes = 16;

// A place in the table of buckets: hash, address and length of the key, bucket.
export const placeHash = 0;
export const placeKey = 8;
export const placeKeyLength = 12;
export const placeBucket = 16;
export const placeBytes = 24;

// A look-up of a bucket: number of the field, exact values (table, places less one), grams (bit set, its shift, table,
// places less one), list for any value, list for a value that cannot be looked up, and which values can: those with one of
// these flags.
export const lookupField = 0;
export const lookupExact = 4;
export const lookupExactMask = 8;
export const lookupGramBits = 12;
export const lookupGramShift = 16;
export const lookupGrams = 20;
export const lookupGramMask = 24;
export const lookupPresent = 28;
export const lookupAll = 32;
export const lookupClasses = 36;
export const lookupBytes = 40;

// An exact value: hash (8 bytes), list. A gram: four folded bytes as a word, list. A list: count, then places in the
// bucket's list of predicates.
export const exactHash = 0;
export const exactList = 8;
export const exactBytes = 16;
export const gramBytes = 8;

/** Most bytes of a text that is searched for grams; a longer one has all predicates of its field as candidates. */
export const maxSearchedBytes = 1_048_576;

// A leaf: kind, field, truth where the field is absent, data, epoch and truth of the last event it was asked for.
export const leafKind = 0;
export const leafField = 4;
export const leafAbsent = 8;
export const leafData = 12;
export const leafEpoch = 20;
export const leafTruth = 24;
/** Not 0: the leaf is true for a value that its test is false for. */
export const leafNegated = 28;
/** Number that an integer is compared with (float). */
export const leafNumber = 32;
export const leafBytes = 40;

/** The caller is asked wherever the field has a value. Data: the number by which it knows the leaf. */
export const leafForCaller = 0;
/** True where the field is absent. Data: the classes of values that count, as flags of a value. */
export const leafIsAbsent = 1;
/** A text is one of those listed, or fits a pattern. Data: address of a text test. */
export const leafText = 2;
export const leafTextFolded = 3;
/** A plain integer compares with the number: equal, and by order. */
export const leafIntegerEqual = 4;
export const leafIntegerLess = 5;
export const leafIntegerLessOrEqual = 6;
export const leafIntegerGreater = 7;
export const leafIntegerGreaterOrEqual = 8;
/** A boolean is true, or false. */
export const leafIsTrue = 9;
export const leafIsFalse = 10;
/** The caller decides, for every event: the test can fail the query or has several fields. */
export const leafAlwaysForCaller = 11;

// A text test: texts (count, list of address and length, both words), or from 8 texts on a hash table (places less one,
// else 0); patterns (count, address).
export const textCount = 0;
export const textList = 4;
export const textTableMask = 8;
export const patternCount = 12;
export const patternList = 16;
export const textTestBytes = 20;
/** A place of the hash table: low half of the hash, address, length; an address of 0 marks a free one. */
export const textPlaceBytes = 12;
export const minTableTexts = 8;

// A pattern: 1 where it begins with a segment, 2 where it ends with one, 4 where it is one segment without `*`; number
// of segments; then address and length of each. In a segment the byte `anyCharacter` stands for `?`.
export const patternFlags = 0;
export const patternSegments = 4;
export const patternHeaderBytes = 8;
export const patternHasPrefix = 1;
export const patternHasSuffix = 2;
export const patternIsWhole = 4;
export const anyCharacter = 0xff;

// A join key: number of its fields, epoch, whether the current event's could be hashed, the hash; then for each field its
// number, the flags of values that can be hashed, and the kind of value that the hash is told.
export const keySpecCount = 0;
export const keySpecEpoch = 4;
export const keySpecIsHashed = 8;
export const keySpecLow = 12;
export const keySpecHigh = 16;
export const keySpecFields = 20;
export const keyFieldNumber = 0;
export const keyFieldClasses = 4;
export const keyFieldTag = 8;
export const keyFieldBytes = 12;
export const keyTagText = 1;
export const keyTagNumber = 2;
export const keyTagOther = 3;

// A program: words in prefix order. First the operation, and from bit 8 the number of words of the whole, itself included;
// a leaf has its address as the second word.
export const opFalse = 0;
export const opTrue = 1;
export const opLeaf = 2;
export const opAnd = 3;
export const opOr = 4;
export const opNot = 5;

// Truths. The caller decides what is unknown; `askCaller` is unknown and may fail the query, so nothing after it is asked.
export const isFalse = 0;
export const isTrue = 1;
export const isUnknown = 2;
export const askCaller = 3;
