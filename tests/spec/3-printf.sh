# 3 printf

#### plain text and escapes in the format
#= dash bash mksh yash ksh93 busybox
printf 'a\tb\n'
printf 'a\\b\n'
printf '\101\102\n'
printf '%%\n'
#> a	b
#> a\b
#> AB
#> %

#### all escapes of the format
#= dash bash mksh yash ksh93 busybox
printf '\a\b\f\n\r\t\v\\\060' | od -An -tx1
#>  07 08 0c 0a 0d 09 0b 5c 30

#### strings
#= dash bash mksh yash ksh93 busybox
printf '%s\n' a 'b c' ''
#> a
#> b c
#>

#### integers
#= dash bash mksh yash ksh93 busybox
printf '%d %i\n' 42 -7
printf '%d\n' 0x1F 010 +5
#> 42 -7
#> 31
#> 8
#> 5

#### unsigned octal and hexadecimal
#= dash bash mksh yash ksh93 busybox
printf '%u %o %x %X\n' 42 42 255 255
#> 42 52 ff FF

#### alternative forms
#= dash bash mksh yash ksh93 busybox
printf '%#o %#x %#X\n' 8 255 255
#> 010 0xff 0XFF

#### the value of a character
#= dash bash mksh yash ksh93 busybox
printf '%d %d\n' "'A" '"a'
#> 65 97

#### characters
#= dash bash mksh yash ksh93 busybox
printf '%c%c\n' abc d
#> ad

#### width and alignment
#= dash bash mksh yash ksh93 busybox
printf '[%5s][%-5s][%05d][%+d][% d]\n' a b 42 5 5
#> [    a][b    ][00042][+5][ 5]

#### precision
#= dash bash mksh yash ksh93 busybox
printf '[%.2s][%.3d][%5.2s]\n' abcdef 7 xyz
#> [ab][007][   xy]

#### width and precision as arguments
#= dash bash mksh ksh93 busybox
printf '[%*s][%-*s][%.*s]\n' 5 a 5 b 2 cdef
#> [    a][b    ][cd]

#### a negative width as an argument aligns left
#= dash bash mksh ksh93 busybox
printf '[%*d]\n' -5 42
#> [42   ]

#### the format is reused
#= dash bash mksh yash ksh93 busybox
printf '%s-%s\n' a b c d e
#> a-b
#> c-d
#> e-

#### missing arguments are null or zero
#= dash bash mksh yash ksh93
printf '[%s][%d]\n'
#> [][0]

#### a format without conversions is used once
#= dash bash mksh yash ksh93 busybox
printf 'x\n' a b c
#> x

#### %b expands escapes
#= dash bash mksh yash ksh93 busybox
printf '%b\n' 'a\tb' 'c\\d' '\0101'
#> a	b
#> c\d
#> A

#### %b stops all output at \c
#= dash bash mksh yash ksh93 busybox
printf '%b-%s\n' 'a\cb' c
#> a
#\

#### %b with width
#= dash bash yash ksh93
printf '[%5b][%-5b]\n' a b
#> [    a][b    ]

#### an octal escape in %b with up to three digits after zero
#= dash bash mksh yash ksh93 busybox
printf '%b' '\0060\n'
#> 0

#### floating point
#= dash bash mksh yash ksh93 busybox
printf '%.2f %e %g\n' 3.14159 1000 0.5
#> 3.14 1.000000e+03 0.5

#### a bad number is an error but is used as far as it goes
#= dash bash mksh yash ksh93
printf '%d\n' 12abc
echo $?
#> 12
#> 1
#! (some)

#### no number at all
#= dash bash mksh yash busybox
printf '%d\n' abc 2>/dev/null
echo $?
#> 0
#> 1

#### a bad conversion is an error
#= dash bash mksh yash ksh93 busybox
printf '%z\n' a 2>/dev/null
test $? -gt 0 && echo error
#> error

#### no operands is an error
#= dash bash mksh yash ksh93 busybox
printf 2>/dev/null
test $? -gt 0 && echo error
#> error

#### double hyphen
#= dash bash mksh yash ksh93 busybox
printf -- '-%s\n' a
#> -a

#### a format that begins with a hyphen needs no option
#= dash bash mksh yash ksh93 busybox
printf '%s\n' -a --
#> -a
#> --

#### a write error is told
#= dash bash mksh yash
printf a >/dev/full
test $? -gt 0 && echo error
#> error
#! (some)

#### large numbers
#= dash bash mksh yash busybox
printf '%d %d\n' 9223372036854775807 -9223372036854775808
printf '%u\n' 18446744073709551615
printf '%x\n' -1
#> 9223372036854775807 -9223372036854775808
#> 18446744073709551615
#> ffffffffffffffff

#### numbers out of range are told
#= dash mksh yash ksh93
printf '%d\n' 99999999999999999999 >f 2>/dev/null
test $? -gt 0 && echo error
cat f
#> error
#> 9223372036854775807

#### numbered arguments
#= ksh93
printf '%2$s %1$s\n' a b
#~ XCU printf (2024): conversions may name their argument.
#> b a

#### numbered arguments with reuse
#= ksh93
printf '%2$s-%1$s\n' a b c d
#~ XCU printf (2024): the format is reused while arguments are left.
#> b-a
#> d-c

#### octal escapes in the format take up to three digits
#= dash bash mksh yash ksh93 busybox
printf '\0611\n'
#~ XCU printf: up to three octal digits in the format, the fourth is text.
#> 11

#### a null character in the output
#= dash bash mksh yash ksh93 busybox
printf 'a\0b' | od -An -tx1
printf '%b' 'c\0d' | od -An -tx1
#>  61 00 62
#>  63 00 64

#### zero padding and sign
#= dash bash mksh yash ksh93 busybox
printf '[%+05d][%-+6d][%06.2f]\n' 42 42 3.14159
#> [+0042][+42   ][003.14]

#### strings with multibyte characters are not cut within one
#= dash bash mksh yash ksh93 busybox
printf '%s\n' äöü
#> äöü

#### %c of a null string
#= dash bash mksh ksh93 busybox
printf '[%c]' '' | od -An -tx1 | tr -d ' '
#> 5b005d
