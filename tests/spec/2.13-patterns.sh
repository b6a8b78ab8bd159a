# 2.13 Pattern Matching Notation

#### an ordinary character matches itself
#= dash bash mksh yash ksh93 busybox
m() { case $1 in $2) echo yes;; *) echo no;; esac; }
m a a; m a b; m '' ''; m a ''
#> yes
#> no
#> yes
#> no

#### a question mark matches any one character
#= dash bash mksh yash ksh93 busybox
case a in ?) echo 1;; esac
case ab in ?) echo 2;; ??) echo 3;; esac
case '' in ?) echo 4;; *) echo 5;; esac
case / in ?) echo 6;; esac
#> 1
#> 3
#> 5
#> 6

#### a star matches any string
#= dash bash mksh yash ksh93 busybox
case '' in *) echo 1;; esac
case abc in *) echo 2;; esac
case abc in a*) echo 3;; esac
case abc in *c) echo 4;; esac
case abc in a*c) echo 5;; esac
case ac in a*c) echo 6;; esac
case abc in *b*) echo 7;; esac
case abc in *x*) echo no;; *) echo 8;; esac
#> 1
#> 2
#> 3
#> 4
#> 5
#> 6
#> 7
#> 8

#### several stars
#= dash bash mksh yash ksh93 busybox
case abcabc in a*b*c) echo 1;; esac
case aXbXc in *X*X*) echo 2;; esac
case aXb in *X*X*) echo no;; *) echo 3;; esac
case a in **) echo 4;; esac
#> 1
#> 2
#> 3
#> 4

#### many stars do not take for ever
#= bash yash busybox
x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
case $x in *a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b) echo no;; *) echo end;; esac
#> end

#### a bracket expression matches one of its members
#= dash bash mksh yash ksh93 busybox
case b in [abc]) echo 1;; esac
case d in [abc]) echo no;; *) echo 2;; esac
case '' in [abc]) echo no;; *) echo 3;; esac
case ab in [abc]) echo no;; *) echo 4;; esac
#> 1
#> 2
#> 3
#> 4

#### a negated bracket expression
#= dash bash mksh yash ksh93 busybox
case d in [!abc]) echo 1;; esac
case a in [!abc]) echo no;; *) echo 2;; esac
#> 1
#> 2

#### a range
#= dash bash mksh yash ksh93 busybox
case m in [a-z]) echo 1;; esac
case M in [a-z]) echo no;; *) echo 2;; esac
case 5 in [0-9]) echo 3;; esac
case c in [a-ce-g]) echo 4;; esac
case d in [a-ce-g]) echo no;; *) echo 5;; esac
#> 1
#> 2
#> 3
#> 4
#> 5

#### a negated range
#= dash bash mksh yash ksh93 busybox
case 5 in [!a-z]) echo 1;; esac
case m in [!a-z]) echo no;; *) echo 2;; esac
#> 1
#> 2

#### a hyphen first or last is itself
#= dash bash mksh yash ksh93 busybox
case - in [-a]) echo 1;; esac
case - in [a-]) echo 2;; esac
case - in [!a]) echo 3;; esac
case b in [a-]) echo no;; *) echo 4;; esac
#> 1
#> 2
#> 3
#> 4

#### a closing bracket first is itself
#= dash bash mksh yash busybox
case ] in []]) echo 1;; esac
case ] in []a]) echo 2;; esac
case a in []a]) echo 3;; esac
case ] in [!]]) echo no;; *) echo 4;; esac
case x in [!]]) echo 5;; esac
#> 1
#> 2
#> 3
#> 4
#> 5

#### an exclamation mark that is not first is itself
#= dash bash mksh yash busybox
case ! in [a!]) echo 1;; esac
#> 1

#### special characters are ordinary in brackets
#= dash bash mksh yash ksh93 busybox
case '*' in [*]) echo 1;; esac
case '?' in [?]) echo 2;; esac
case '[' in [[]) echo 3;; esac
case a in [*?[]) echo no;; *) echo 4;; esac
#> 1
#> 2
#> 3
#> 4

#### a bracket without end is itself
#= dash bash mksh yash busybox
case '[a' in [a) echo 1;; esac
case '[' in [) echo 2;; esac
case '[ab' in [a*) echo 3;; esac
#> 1
#> 2
#> 3

#### character classes
#= dash bash mksh yash ksh93 busybox
case a in [[:alpha:]]) echo alpha;; esac
case 1 in [[:digit:]]) echo digit;; esac
case a in [[:alnum:]]) echo alnum;; esac
case A in [[:upper:]]) echo upper;; esac
case a in [[:lower:]]) echo lower;; esac
case ' ' in [[:space:]]) echo space;; esac
case ' ' in [[:blank:]]) echo blank;; esac
case . in [[:punct:]]) echo punct;; esac
case a in [[:print:]]) echo print;; esac
case a in [[:graph:]]) echo graph;; esac
case f in [[:xdigit:]]) echo xdigit;; esac
case "$(printf '\001')" in [[:cntrl:]]) echo cntrl;; esac
#> alpha
#> digit
#> alnum
#> upper
#> lower
#> space
#> blank
#> punct
#> print
#> graph
#> xdigit
#> cntrl

#### character classes that do not match
#= dash bash mksh yash ksh93 busybox
case 1 in [[:alpha:]]) echo no;; esac
case a in [[:digit:]]) echo no;; esac
case a in [[:upper:]]) echo no;; esac
case a in [[:space:]]) echo no;; esac
case g in [[:xdigit:]]) echo no;; esac
echo end
#> end

#### negated and combined classes
#= dash bash mksh yash ksh93 busybox
case a in [![:digit:]]) echo 1;; esac
case _ in [[:alnum:]_]) echo 2;; esac
case - in [[:digit:]-]) echo 3;; esac
case 5 in [[:alpha:][:digit:]]) echo 4;; esac
case x5 in [[:alpha:]][[:digit:]]) echo 5;; esac
#> 1
#> 2
#> 3
#> 4
#> 5

#### equivalence classes and collating symbols
#= bash mksh yash ksh93 busybox
case a in [[=a=]]) echo 1;; esac
case a in [[.a.]]) echo 2;; esac
case - in [a[.-.]z]) echo 3;; esac
case ] in [[.].]]) echo 4;; esac
#> 1
#> 2
#> 3
#> 4

#### quoted characters are literal
#= dash bash mksh yash ksh93 busybox
case '*' in \*) echo 1;; esac
case a in \*) echo no;; *) echo 2;; esac
case '[a]' in '[a]') echo 3;; esac
case a in "[a]") echo no;; *) echo 4;; esac
case 'a*b' in a"*"b) echo 5;; esac
case axb in a"*"b) echo no;; *) echo 6;; esac
#> 1
#> 2
#> 3
#> 4
#> 5
#> 6

#### quoting inside brackets
#= dash bash mksh yash busybox
case ] in [a\]b]) echo 1;; esac
case - in [a\-c]) echo 2;; esac
case b in [a\-c]) echo no;; *) echo 3;; esac
case b in [a'-'c]) echo no;; *) echo 4;; esac
case ! in [\!a]) echo 5;; esac
case b in ["!"a]) echo no;; *) echo 6;; esac
case '\' in [\\]) echo 7;; esac
case '$' in [\$]) echo 8;; esac
#> 1
#> 2
#> 3
#> 4
#> 5
#> 6
#> 7
#> 8

#### a backslash from an unquoted expansion quotes
#= dash bash yash ksh93 busybox
p='\*'
case '*' in $p) echo 1;; esac
case a in $p) echo no;; *) echo 2;; esac
case '\*' in $p) echo no;; *) echo 3;; esac
#> 1
#> 2
#> 3

#### a backslash from a quoted expansion is itself
#= dash bash mksh yash ksh93 busybox
p='\*'
case '\*' in "$p") echo 1;; esac
case '*' in "$p") echo no;; *) echo 2;; esac
#> 1
#> 2

#### pattern characters from an unquoted expansion are special
#= dash bash mksh yash ksh93 busybox
p='[a-c]*?'
case bxyz in $p) echo 1;; esac
case bxyz in "$p") echo no;; *) echo 2;; esac
#> 1
#> 2

#### a pattern put together from parts
#= dash bash mksh yash ksh93 busybox
a='[a' b='-c]'
case b in $a$b) echo 1;; esac
case b in [a"-"c]) echo no;; *) echo 2;; esac
#> 1
#> 2

#### a period needs no special care in case
#= dash bash mksh yash ksh93 busybox
case .a in *) echo 1;; esac
case .a in ?a) echo 2;; esac
case .a in [.]a) echo 3;; esac
case .a in [!x]a) echo 4;; esac
#> 1
#> 2
#> 3
#> 4

#### newlines are matched
#= dash bash mksh yash ksh93 busybox
case 'a
b' in a?b) echo 1;; esac
case 'a
b' in *b) echo 2;; esac
case '
' in [[:space:]]) echo 3;; esac
#> 1
#> 2
#> 3

#### multibyte characters are one character
#= bash yash ksh93
case ä in ?) echo 1;; esac
case äb in [äö]b) echo 2;; esac
case ü in [!äö]) echo 3;; esac
case ä in [[:alpha:]]) echo 4;; esac
#> 1
#> 2
#> 3
#> 4

#### bytes that are no characters still match
#= dash bash mksh ksh93 busybox
x=$(printf '\377')
case $x in ?) echo 1;; esac
case a${x}b in a*b) echo 2;; esac
case $x in "$x") echo 3;; esac
#> 1
#> 2
#> 3

#### an empty bracket expression is no bracket expression
#= dash bash mksh yash ksh93 busybox
case '[]' in []) echo 1;; esac
case '[]x' in []x) echo 2;; esac
#> 1
#> 2

#### a range in reverse matches nothing or is an error
#= dash bash mksh yash ksh93 busybox
case b in [c-a]) echo no;; *) echo 1;; esac
#> 1

#### a slash in brackets in case is an ordinary member
#= dash bash mksh yash ksh93 busybox
case / in [/]) echo 1;; esac
case a/b in a[/]b) echo 2;; esac
#> 1
#> 2

#### a backslash at the end of a pattern
#= dash bash mksh ksh93
p='a\'
case 'a\' in $p) echo 1;; *) echo 2;; esac
#~ XCU 2.13.1 leaves it undefined; matching itself is the common choice.
#> 1

#### extended patterns are ordinary characters in the standard
#= dash bash mksh yash busybox
case 'a' in '+(a)') echo no;; *) echo 1;; esac
p='@(a|b)'
case '@(a|b)' in $p) echo 2;; esac
#> 1
#> 2

#### removal uses the same patterns
#= dash bash mksh yash ksh93 busybox
x=abc123
echo ${x%%[[:digit:]]*} ${x##*[[:alpha:]]} ${x#[!b]} ${x%[0-9]}
#> abc 123 bc123 abc12

#### a caret in brackets
#= dash bash mksh yash ksh93 busybox
case b in [^a]) echo negated or literal;; *) echo literal;; esac >/dev/null
case a in [a^]) echo 1;; esac
#> 1
