#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bpv.h"

enum bpv_status bpv_fail(struct bpv_error *error, enum bpv_status status, const char *format, ...)
{
    if (error) {
        error->status = status;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(error->text, sizeof error->text, format, arguments);
        va_end(arguments);
    }
    return status;
}

const char *bpv_errno_text(int number)
{
    switch (number) {
    case ENOENT:
        return "bestaat niet";
    case ENOTDIR:
        return "een deel van het pad is geen map";
    case ENOSPC:
    case EDQUOT:
        return "de schijf is vol";
    case EROFS:
        return "hier mag niet worden geschreven";
    case EACCES:
    case EPERM:
        return "geen toestemming";
    case ELOOP:
        return "het is een verwijzing (link)";
    case EISDIR:
        return "het is een map";
    case ENAMETOOLONG:
        return "de naam is te lang";
    case EMFILE:
    case ENFILE:
        return "te veel open bestanden";
    case EBADF:
        return "het is gesloten";
    case ECONNREFUSED:
        return "de verbinding wordt geweigerd";
    case ECONNRESET:
    case EPIPE:
        return "de verbinding is verbroken";
    case EHOSTUNREACH:
    case ENETUNREACH:
        return "er is geen verbinding";
    case ETIMEDOUT:
        return "het duurt te lang";
    case EIO:
        return "het apparaat geeft een fout";
    default:
        return strerror(number);
    }
}

static bool two_digits(const char *text, int *value)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return false;
    *value = (text[0] - '0') * 10 + (text[1] - '0');
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool bpv_date_parse(struct bpv_text text, bpv_date *date)
{
    *date = 0;
    int century, year, month, day;
    if (text.length != 10 || text.start[4] != '-' || text.start[7] != '-' || !two_digits(text.start, &century) ||
        !two_digits(text.start + 2, &year) || !two_digits(text.start + 5, &month) || !two_digits(text.start + 8, &day))
        return false;
    year += century * 100;
    if (year < 1900 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    *date = year * 10000 + month * 100 + day;
    return true;
}

/* Dates are written much too often for printf. */
static void write_day(bpv_date date, char out[11])
{
    for (size_t i = 10; i > 0; i--) {
        bool dash = i == 5 || i == 8;
        out[i - 1] = (char)(dash ? '-' : '0' + date % 10);
        date = dash ? date : date / 10;
    }
    out[10] = '\0';
}

void bpv_date_write(bpv_date date, char out[11])
{
    out[0] = '\0';
    if (date > 0 && date <= 99991231)
        write_day(date, out);
}

void bpv_date_write_long(bpv_date date, char out[BPV_DATE_LONG])
{
    static const char *const months[] = {"januari", "februari", "maart",     "april",   "mei",      "juni",
                                         "juli",    "augustus", "september", "oktober", "november", "december"};
    int month = date / 100 % 100;
    out[0] = '\0';
    if (date > 0 && date <= 99991231 && month >= 1 && month <= 12)
        snprintf(out, BPV_DATE_LONG, "%d %s %d", date % 100, months[month - 1], date / 10000);
}

enum bpv_status bpv_today_check(struct bpv_error *error)
{
    const char *fixed = getenv("BPV_TODAY");
    bpv_date date;
    if (!fixed || bpv_date_parse((struct bpv_text){fixed, strlen(fixed)}, &date))
        return BPV_OK;
    return bpv_fail(error, BPV_INVALID,
                    "de omgevingsvariabele BPV_TODAY is '%.40s', maar dat is geen bestaande dag; geef jaar-maand-dag, "
                    "bijvoorbeeld 2026-11-22, of haal de variabele weg",
                    fixed);
}

bpv_date bpv_date_today(void)
{
    const char *fixed = getenv("BPV_TODAY");
    bpv_date date;
    if (fixed && bpv_date_parse((struct bpv_text){fixed, strlen(fixed)}, &date))
        return date;
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    return (local.tm_year + 1900) * 10000 + (local.tm_mon + 1) * 100 + local.tm_mday;
}
