/* Stands in for the tools of Windows that collect.cmd calls. It adds a line to C:\standin\calls.txt: its own name, then
 * each argument as the C runtime understands it, behind a tab. Then it does what the first line of
 * C:\standin\rules.txt says whose first field is how that line begins:
 *
 *   NAME ARGUMENTS|exit status|file to print|which argument is a file to write, or its path|file to copy there|keep
 *
 * With a sixth field, every file in the current folder is copied to C:\standin\kept first: what would be packed.
 */
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

static char *utf8(const wchar_t *wide)
{
    int size = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
    char *text = malloc(size);
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, size, NULL, NULL);
    return text;
}

static void copy(const char *from, FILE *to)
{
    char buffer[4096];
    size_t count;
    char path[512];
    snprintf(path, sizeof path, "C:\\standin\\%s", from);
    FILE *file = fopen(path, "rb");
    if (!file) return;
    while ((count = fread(buffer, 1, sizeof buffer, file)) > 0) fwrite(buffer, 1, count, to);
    fclose(file);
}

static void keep(void)
{
    WIN32_FIND_DATAW found;
    wchar_t path[512];
    HANDLE search = FindFirstFileW(L"*", &found);
    if (search == INVALID_HANDLE_VALUE) return;
    do {
        swprintf(path, 512, L"C:\\standin\\kept\\%ls", found.cFileName);
        if (!(found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)) CopyFileW(found.cFileName, path, FALSE);
    } while (FindNextFileW(search, &found));
    FindClose(search);
}

int wmain(int argc, wchar_t **argv)
{
    static char line[16384], rule[4096];
    const wchar_t *slash = wcsrchr(argv[0], L'\\');
    char *name = utf8(slash ? slash + 1 : argv[0]);
    char *end = strrchr(name, '.');
    if (end) *end = 0;
    strcpy(line, name);
    for (int i = 1; i < argc; i++) {
        strcat(line, "\t");
        strcat(line, utf8(argv[i]));
    }
    FILE *calls = fopen("C:\\standin\\calls.txt", "ab");
    fprintf(calls, "%s\n", line);
    fclose(calls);
    for (char *c = line; *c; c++) if (*c == '\t') *c = ' ';
    FILE *rules = fopen("C:\\standin\\rules.txt", "rb");
    while (rules && fgets(rule, sizeof rule, rules)) {
        char *field[6] = {0};
        int count = 0;
        rule[strcspn(rule, "\r\n")] = 0;
        for (char *part = rule; part && count < 6; count++) {
            field[count] = part;
            part = strchr(part, '|');
            if (part) *part++ = 0;
        }
        if (count < 2 || strncmp(line, field[0], strlen(field[0])) != 0) continue;
        if (field[5]) keep();
        if (field[2] && *field[2]) {
            _setmode(1, 0x8000);
            copy(field[2], stdout);
            fflush(stdout);
        }
        int place = field[3] ? atoi(field[3]) : 0;
        int is_path = field[3] && strchr(field[3], '.');
        if (is_path || (place > 0 && place < argc)) {
            FILE *file = is_path ? fopen(field[3], "wb") : _wfopen(argv[place], L"wb");
            if (!file) return 99;
            if (field[4] && *field[4]) copy(field[4], file);
            fclose(file);
        }
        return atoi(field[1]);
    }
    return 0;
}
