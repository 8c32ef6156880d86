// What the module is given by whoever made it.

/** The truth of a leaf for the current event, by the number that the caller knows it by: 0 or 1. */
export declare function testLeaf(number: u32): u32;

/** Writes the program of a predicate that became a candidate for the first time, and its address into the bucket's list. */
export declare function writeProgram(bucket: usize, entry: usize): usize;

/** Writes the text of a deferred value, and that it is written; 0 where there is no room. */
export declare function writeText(value: usize): u32;
