# 2.6.4 Arithmetic Expansion

#### constants: decimal octal hexadecimal
#= dash bash yash ksh93 busybox
echo $((10)) $((010)) $((0x10)) $((0X1f)) $((0))
#> 10 8 16 31 0

#### unary operators
#= dash bash mksh yash ksh93 busybox
echo $((-1)) $((+1)) $((- -1)) $((~0)) $((~5)) $((!0)) $((!5)) $((!!5))
#> -1 1 1 -1 -6 1 0 1

#### the four rules and the remainder
#= dash bash mksh yash ksh93 busybox
echo $((7 + 3)) $((7 - 3)) $((7 * 3)) $((7 / 3)) $((7 % 3))
#> 10 4 21 2 1

#### division goes towards zero
#= dash bash mksh yash ksh93 busybox
echo $((-7 / 2)) $((7 / -2)) $((-7 % 2)) $((7 % -2))
#> -3 -3 -1 1

#### shifts
#= dash bash mksh yash ksh93 busybox
echo $((1 << 4)) $((256 >> 4)) $((-8 >> 1))
#> 16 16 -4

#### comparisons
#= dash bash mksh yash ksh93 busybox
echo $((1 < 2)) $((2 < 1)) $((1 <= 1)) $((1 > 2)) $((2 >= 2)) $((1 == 1)) $((1 != 1))
#> 1 0 1 0 1 1 0

#### bitwise operators
#= dash bash mksh yash ksh93 busybox
echo $((12 & 10)) $((12 | 10)) $((12 ^ 10))
#> 8 14 6

#### logical operators
#= dash bash mksh yash ksh93 busybox
echo $((1 && 2)) $((1 && 0)) $((0 || 2)) $((0 || 0))
#> 1 0 1 0

#### the conditional operator
#= dash bash mksh yash ksh93 busybox
echo $((1 ? 2 : 3)) $((0 ? 2 : 3)) $((0 ? 1 : 0 ? 2 : 3))
#> 2 3 3

#### the conditional operator groups to the right
#= dash bash mksh yash ksh93
echo $((1 ? 2 : 1 ? 3 : 4)) $((1 ? 0 ? 5 : 6 : 7))
#> 2 6

#### precedence of multiplication over addition
#= dash bash mksh yash ksh93 busybox
echo $((1 + 2 * 3)) $((2 * 3 + 1)) $(((1 + 2) * 3)) $((10 - 2 - 3)) $((100 / 10 / 2))
#> 7 7 9 5 5

#### precedence of shifts comparisons and bits
#= dash bash mksh yash ksh93 busybox
echo $((1 + 1 << 2)) $((1 << 2 < 5)) $((1 | 2 ^ 3 & 4)) $((5 & 3 == 3)) $((1 < 2 == 1))
#> 8 1 3 1 1

#### precedence of logical operators
#= dash bash mksh yash ksh93 busybox
echo $((1 || 0 && 0)) $((0 && 0 || 1)) $((1 == 1 && 2 == 2)) $((1 | 0 && 0))
#> 1 1 1 0

#### precedence of unary operators
#= dash bash mksh yash ksh93 busybox
echo $((-1 + 2)) $((!1 + 1)) $((~1 + 1)) $((2 - -2)) $((-2 * -3))
#> 1 1 -1 4 6

#### assignment gives and stores the value
#= dash bash mksh yash ksh93 busybox
echo $((x = 5)) $x
#> 5 5

#### assignment operators
#= dash bash mksh yash ksh93 busybox
x=10; echo $((x += 3)) $x
x=10; echo $((x -= 3)) $x
x=10; echo $((x *= 3)) $x
x=10; echo $((x /= 3)) $x
x=10; echo $((x %= 3)) $x
x=10; echo $((x <<= 1)) $x
x=10; echo $((x >>= 1)) $x
x=10; echo $((x &= 6)) $x
x=10; echo $((x |= 5)) $x
x=10; echo $((x ^= 3)) $x
#> 13 13
#> 7 7
#> 30 30
#> 3 3
#> 1 1
#> 20 20
#> 5 5
#> 2 2
#> 15 15
#> 9 9

#### assignments group to the right
#= dash bash mksh yash ksh93 busybox
echo $((a = b = 3)) $a $b
#> 3 3 3

#### assignment has a lower precedence than the conditional operator
#= dash bash mksh yash ksh93 busybox
echo $((x = 1 ? 2 : 3)) $x
#> 2 2

#### the right side of a logical operator is evaluated only when needed
#= dash bash mksh yash ksh93
x=1; echo $((0 && (x = 2))) $x
x=1; echo $((1 || (x = 2))) $x
x=1; echo $((1 && (x = 2))) $x
x=1; echo $((0 || (x = 2))) $x
#> 0 1
#> 1 1
#> 1 2
#> 1 2

#### only one branch of the conditional operator is evaluated
#= dash bash mksh yash ksh93
x=0 y=0
echo $((1 ? (x = 1) : (y = 1))) $x $y
x=0 y=0
echo $((0 ? (x = 1) : (y = 1))) $x $y
#> 1 1 0
#> 1 0 1

#### division by zero in a branch that is not taken is no error
#= dash bash mksh yash ksh93
echo $((1 || 1 / 0)) $((0 && 1 / 0)) $((1 ? 2 : 1 / 0))
#> 1 0 2

#### variables without dollar
#= dash bash mksh yash ksh93 busybox
x=5 y=3
echo $((x + y)) $((x * y))
#> 8 15

#### variables with dollar
#= dash bash mksh yash ksh93 busybox
x=5 y=3
echo $(($x + ${y}))
#> 8

#### an unset variable is zero
#= dash bash mksh yash ksh93 busybox
unset u
echo $((u)) $((u + 1)) $((-u))
#> 0 1 0

#### a null variable is zero
#= dash bash mksh yash ksh93 busybox
n=
echo $((n)) $((n + 1))
#> 0 1

#### a variable with blanks around a number
#= dash bash mksh ksh93 busybox
x=' 5 '
echo $((x + 1)) $(( $x + 1 ))
#> 6 6

#### a variable with a signed number
#= dash bash mksh yash ksh93 busybox
x=-5 y=+3
echo $((x)) $((y)) $((x + y)) $((- x))
#> -5 3 -2 5

#### a variable with a hexadecimal or octal number
#= dash bash yash ksh93 busybox
x=0x1F y=010
echo $((x)) $((y))
#> 31 8

#### an operator in a value takes part only with dollar
#= dash bash mksh yash ksh93 busybox
x='1 + 2'
echo $(($x * 3))
#> 7

#### blanks and newlines anywhere
#= dash bash mksh yash ksh93 busybox
echo $((  1
+
  2	))
#> 3

#### no blanks
#= dash bash mksh yash ksh93 busybox
x=1
echo $((1+2*3-x)) $((x==1&&x<2))
#> 6 1

#### an empty expression is zero
#= bash mksh ksh93 busybox
echo $(( ))
#> 0

#### parameter expansion with operators
#= dash bash mksh yash ksh93 busybox
unset u; x=abc
echo $((${u:-3} + ${#x}))
#> 6

#### positional and special parameters
#= dash bash mksh yash ksh93 busybox
set -- 4 5
echo $(($1 + $2 + $#)) $(($1 * $2)) $(($? + 1))
#> 11 20 1

#### command substitution
#= dash bash mksh yash ksh93 busybox
echo $(($(echo 1 + 1) * 2)) $((`echo 4` + 1))
#> 3 5

#### nested arithmetic
#= dash bash mksh yash ksh93 busybox
echo $((1 + $((2 * $((3 + 4))))))
#> 15

#### parentheses nest
#= dash bash mksh yash ksh93 busybox
echo $(((((1))))) $(( ((1 + 2)) * ((3)) ))
#> 1 9

#### the result is split by IFS
#= dash bash mksh yash ksh93 busybox
IFS=0
set -- $((10203))
echo $# "$1" "$2" "$3"
#> 3 1 2 3

#### the result in quotes is not split
#= dash bash mksh yash ksh93 busybox
IFS=0
set -- "$((10203))"
echo $#
#> 1

#### it joins with the text around
#= dash bash mksh yash ksh93 busybox
echo a$((1 + 1))b"$((2 + 2))"
#> a2b4

#### the greatest and the least number
#= dash bash yash ksh93 busybox
echo $((9223372036854775807)) $((-9223372036854775807))
echo $((-9223372036854775807 - 1))
#> 9223372036854775807 -9223372036854775807
#> -9223372036854775808

#### overflow wraps and does not kill
#= dash bash yash busybox
echo $((9223372036854775807 + 1)) $((-9223372036854775807 - 2)) $((4611686018427387904 * 2))
#> -9223372036854775808 9223372036854775807 -9223372036854775808

#### the least number divided by minus one is an answer or an error, no signal
#= bash mksh busybox
(echo $(((-9223372036854775807 - 1) / -1))) >/dev/null 2>&1; test $? -le 125 && echo alive
(echo $(((-9223372036854775807 - 1) % -1))) >/dev/null 2>&1; test $? -le 125 && echo alive
#> alive
#> alive

#### division by zero is an error that ends the shell
#= dash bash mksh yash ksh93 busybox
echo $((1 / 0))
echo not reached
#? >0
#! (some)

#### remainder by zero is an error
#= dash bash mksh yash ksh93 busybox
(echo $((1 % 0))) 2>/dev/null || echo error
#> error

#### assignment by division by zero is an error
#= dash bash mksh yash ksh93 busybox
x=1
(echo $((x /= 0))) 2>/dev/null || echo error
#> error

#### a syntax error ends the shell
#= dash bash mksh yash ksh93 busybox
echo $((1 +))
echo not reached
#? >0
#! (some)

#### an unbalanced parenthesis is an error
#= dash bash mksh yash ksh93 busybox
(eval 'echo $(((1 + 2))') 2>/dev/null || echo error
#> error

#### two numbers without an operator are an error
#= dash bash mksh yash ksh93 busybox
(eval 'echo $((1 2))') 2>/dev/null || echo error
#> error

#### an invalid octal digit is an error
#= dash bash yash busybox
(eval 'echo $((09))') 2>/dev/null || echo error
#> error

#### an invalid number is an error
#= dash bash mksh yash ksh93 busybox
(eval 'echo $((1a))') 2>/dev/null || echo error
(eval 'echo $((0xg))') 2>/dev/null || echo error
#> error
#> error

#### assignment to a constant is an error
#= dash bash mksh yash ksh93 busybox
(eval 'echo $((1 = 2))') 2>/dev/null || echo error
#> error

#### a variable whose value is no number is an error or another variable
#= dash bash mksh yash ksh93 busybox
x=abc
(echo $((x + 1))) >/dev/null 2>&1
echo done
#> done

#### assignment in arithmetic persists in the shell
#= dash bash mksh yash ksh93 busybox
: $((count = 5))
: $((count += 1))
echo $count
#> 6

#### assignment in a subshell's arithmetic does not
#= dash bash mksh yash ksh93 busybox
x=1
(: $((x = 2)))
echo $x $(echo $((x = 3))) $x
#> 1 3 1

#### assignment to a readonly variable is an error
#= dash bash mksh yash ksh93 busybox
readonly r=1
(echo $((r = 2))) 2>/dev/null || echo error
#> error

#### assigned variables are exported when they were
#= dash bash mksh yash ksh93 busybox
export x=1
: $((x = 7))
env | grep ^x=
#> x=7

#### a loop with arithmetic
#= dash bash mksh yash ksh93 busybox
i=0
while [ $((i < 3)) = 1 ]; do echo $i; i=$((i + 1)); done
#> 0
#> 1
#> 2

#### in the operand of a redirection
#= dash bash mksh yash ksh93 busybox
echo text >f$((1 + 1))
cat f2
#> text

#### in assignments before a command
#= dash bash mksh yash ksh93 busybox
x=$((2 * 3)) env | grep ^x=
#> x=6

#### in a here-document
#= dash bash mksh yash ksh93 busybox
cat <<E
$((6 * 7))
E
#> 42

#### backquote and dollar with quotes in the expression
#= dash bash mksh yash ksh93 busybox
x=3
echo $(( $(echo "$x") + 1 ))
#> 4

#### comma is not needed, comparison chains go left
#= dash bash mksh yash ksh93 busybox
echo $((3 > 2 > 1)) $((1 < 2 < 3))
#> 0 1

#### unary minus twice without blank is not minus
#= dash bash mksh yash ksh93 busybox
x=5
echo $((- - x)) $((-(-x))) $((+ +x))
#> 5 5 5

#### prefix and postfix are optional in the standard but common
#= bash mksh ksh93 busybox
x=5
echo $((x++)) $x $((x--)) $x $((++x)) $x $((--x)) $x
#> 5 6 6 5 6 6 5 5

#### shift counts of the word size and above do not kill
#= dash bash mksh yash ksh93 busybox
(echo $((1 << 64)) $((1 >> 64)) $((1 << -1)) >/dev/null 2>&1); test $? -le 125 && echo alive
#> alive

#### names with digits and underscores
#= dash bash mksh yash ksh93 busybox
a_1=4 _b=5
echo $((a_1 + _b))
#> 9

#### line continuation inside
#= dash bash mksh yash ksh93 busybox
echo $((1 + \
2))
#> 3

#### assignment through a variable's name given by expansion
#= dash bash mksh yash ksh93 busybox
n=x
: $(($n = 5))
echo $x
#> 5

#### spaces inside an operator are an error
#= dash bash mksh yash ksh93 busybox
(eval ': $((1 < = 2))') 2>/dev/null || echo error
(eval ': $((1 & & 2))') 2>/dev/null || echo error
#> error
#> error

#### unbalanced conditional is an error
#= dash bash mksh yash ksh93 busybox
(eval ': $((1 ? 2))') 2>/dev/null || echo error
#> error

#### a negative octal and hexadecimal
#= dash bash yash ksh93 busybox
echo $((-010)) $((-0x10)) $((+010))
#> -8 -16 8

#### many operands
#= dash bash mksh yash ksh93 busybox
echo $((1+2+3+4+5+6+7+8+9+10+11+12+13+14+15+16+17+18+19+20))
#> 210

#### nested conditionals without parentheses
#= dash bash mksh yash ksh93 busybox
for x in 1 2 3; do echo $((x == 1 ? 10 : x == 2 ? 20 : 30)); done
#> 10
#> 20
#> 30

#### assignment inside a conditional in parentheses
#= dash bash mksh yash ksh93 busybox
x=0
echo $((1 ? (x = 5) : 0)) $x
#> 5 5

#### the value of an unset variable after assignment in the same expression
#= dash bash mksh yash ksh93 busybox
unset a
echo $(((a = 3) + a))
#> 6

#### compound assignment to an unset variable
#= dash bash mksh yash ksh93 busybox
unset a
echo $((a += 3)) $a
#> 3 3

#### dollar expansion inside gives its text
#= dash bash mksh yash ksh93 busybox
x='3 +'
echo $(( $x 4 ))
#> 7

#### logical operators give zero or one
#= dash bash mksh yash ksh93 busybox
echo $((5 && 7)) $((0 || 9)) $((!7)) $((7 == 7))
#> 1 1 0 1

#### shifting negative numbers
#= dash bash mksh yash ksh93 busybox
echo $((-1 >> 1)) $((-16 >> 2)) $((-1 << 2))
#> -1 -4 -4
