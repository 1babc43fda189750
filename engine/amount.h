/*
 * amount.h: the amounts that a question asks for ("hoeveel weken", "hoe lang", "welk bedrag") and that a text gives.
 * A passage on the right subject that gives no such amount does not answer.
 * Pure; any thread. Errors: a text without an amount gives 0.
 */
#ifndef BPV_AMOUNT_H
#define BPV_AMOUNT_H

#include "bpv.h"

enum amount { /* bits */
    AMOUNT_NUMBER = 1, /* any number */
    AMOUNT_HOURS = 2,
    AMOUNT_PERIOD = 4, /* days, weeks, months, years */
    AMOUNT_MONEY = 8,  /* also "gratis" */
};

/* Kinds of which an answer must give one; 0 if it asks for no amount. */
uint8_t amounts_asked(struct bpv_text question);
uint8_t amounts_given(struct bpv_text text);

/* What they are called in Dutch: "een bedrag". A constant. */
struct bpv_text amounts_name(uint8_t amounts);

#endif
