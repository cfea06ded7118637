/** Draws the rows of minibatches as the trainer does: the same generator from the same seeds. */
export const rowOrderPython = `
class Draws:
    """The tutor's own random numbers (xoroshiro128+), so that minibatches are the same ones."""

    MASK = 0xFFFFFFFF

    def __init__(self, seed):
        self.s01, self.s00, self.s11, self.s10 = (self.hashed(seed, salt) for salt in (1, 2, 3, 4))

    @classmethod
    def hashed(cls, text, salt):
        value = (0x811C9DC5 ^ salt) * 0x9E3779B1 & cls.MASK
        for letter in text:
            value = (value ^ ord(letter)) * 0x01000193 & cls.MASK
        value = (value ^ value >> 16) * 0x85EBCA6B & cls.MASK
        value = (value ^ value >> 13) * 0xC2B2AE35 & cls.MASK
        return value ^ value >> 16

    def next(self):
        s01, s00, mask = self.s01, self.s00, self.MASK
        drawn = s00 + self.s10 + 0x80000000 & mask
        a0, a1 = self.s10 ^ s00, self.s11 ^ s01
        self.s00 = (s00 << 24 ^ s01 >> 8 ^ a0 ^ a0 << 16) & mask
        self.s01 = (s01 << 24 ^ s00 >> 8 ^ a1 ^ (a1 << 16 | a0 >> 16)) & mask
        self.s10 = (a1 << 5 ^ a0 >> 27) & mask
        self.s11 = (a0 << 5 ^ a1 >> 27) & mask
        return drawn

    def below(self, count):
        limit = 2**32 // count * count if count > 2 else 2**32
        drawn = self.next()
        while drawn >= limit:
            drawn = self.next()
        return drawn % count

    def shuffled(self, rows):
        rows = list(rows)
        for i in range(len(rows) - 1, 0, -1):
            j = self.below(i + 1)
            rows[i], rows[j] = rows[j], rows[i]
        return rows
`.trim();
