"""Files as version 1 wrote them, kept for ever in base 85: what was saved must open to the same."""

import base64

SESSION = (
    "P)h>@6aWAK2mk;8AplyGy<0Z|006E8000dD003=aZfRy^b963hb8l|FRNHRbFbw?_LC<QCxao>zPy2xt81^ur2m;1pZ6UT~kaE*B"
    "$iI)2bLlW(F9Y_Fm^YJ$hbKAOmqa~eyRuuTcLSy2jzd3okP{h3=8&Rw_7$mEtA(?D@+kE`2tr8(+}qXB)+2EuyQ-"
    "Y^p$VDoYIzbHd8g@fFNr=M?LPS2s#&?k+F7V`c!hjUTMkX1g13@+q4bVXgWF2|0RnNE(Ipncwv2+IL!cO9vmwZWZ9Ws2<KV@SntN"
    "vxc@$_C`0kL#yC%syKm-S!H+Pl0caQ6n^yeBQP8cKfx@Owzk~!o~y{F>AHjPTzSAEW`_Lq$X=G<NO6ub0m^?i-E*m=8(W7i2OS-B"
    "IuN{pZceV*t2eER-j!nb5ti<>r^E<`i~P-"
    "c@`G<BjVSNUS{KAARnkI_UNNk}v`L}ws+15z5un;v$^CS=1SAt_`^d%cjeAr50MyuU3Z{#JOF>6hq1{kj9@LX4eD(L!Ta0zbRO<N"
    "CZ*;d7}TvMlhtbn`+hbY)%LUvfYV=FM+WVTHzjmB+`Ms#-dTO6}jZ@^I5f9!c-"
    "Zh`#7%3%PDL9Nw{Lj>aN_n~F|a+w>Uo1pI#t+ydjIG@&sU>ne3QCl62;QmcngT9bxBds~^Z!$D6{DW`Hzv8$zubVy-ZKxmuK^iw^"
    "!a;e*wz9h%2rt}}#<@(ZRa|N)NrfhIXb*p;|(q4WY(BOo}2l-oR6x|DSjG~K_c7>pVicrK}&VE+N=@(E-"
    "0|XQR000O8001EXVJ#LhasU7TSOEY43jhEBZgp*9WpZ;aZg6><>=)`A5Xs0;#!#)El3JWxq;934Zj)xAuA`uymS0p-"
    "l$aNvUzCyx5_e0?DNY577iT0EqyqUGM&>%2ItsN4<O41SFnC}Op)c%*&<CLW4^SE%d>|lCta?(#G2Qv=V|ljK^V|0KPph1CI)V@f"
    "08mQ<1QY-O00;m803iUw!`jhL0001>000080001TZ+CMpZg6><>=)`A5Xs0;#!#)El3JWxq;934Zj))DuA`uymS0p-"
    "l$aNvUzCyx5_e0?DNY577iT0EqyqUGCOVor3bhIp04@e7V1&|4P?{M^0{~D<0Rj{Q6aWAK2mk;8AplyGy<0Z|006E8000dD00000"
    "00000004ji00000ZDDR{W@U49E^2dcZcs}B0u%!j000080000X0AVc_F>(L^09XM401E&B00000000000Du8v0ssJRb!}p0a&s<j"
    "aCuNm0Rj{Q6aWAK2mk;8Appa}+R;w{005u>000O80000000000004ji{Q>|0a&LEYE^csnP)h{{000000{{a6ssI20asvPWKmaje"
    "GGR7lI5lB0F)}k@I5RUeH)b(mV=`i9H8(dfFfuqYWidH4Vq|7wF=jA0IbkzlWi(-9HaIgeHZx;4IW+"
)
JSON = (
    "dkP|EZ*py6bRs$+B4S}<YjARJa4mCbZFOv6bZ>GZED9oaWpZ<AZ*C$wATcZoB5YxKWpZ;OIv`sLdm>jNIv`sLARt>XE;U^&3Lqd`"
    "Eif)JHC<gS3Lqk4B03;jFfK7NHC-$UAR=L7bZK^BbZKvHB03-<b7^O7Z)s#AeF|MH3L<Q8b8{j(AR=gUWg;vJB5Y-"
    "0a&BpEXJ2w*bY&tsATTa5ED9oUVQF%6B03;j3VR}WB03;jF)lDHATTa4T`V9XbRs$+TQM#$U41MHdm?xuIv`sxE-)-"
    "0F)lD&EFdCuB03;jFfK4%eF|MH3L<85Z+c~JB03;jB4RQkT?%~)"
)
NPZ = (
    "P)h>@EdT%j00000Apmd_@(cg}|NsC0|NjaA6aZ##a&2LBE^csn0RRvH&;S4c00000&;S4c00000lTKAlP+0*0b^v=PWMy+>awj?<"
    "Cp=X$FefY^CuVPQbaG*CUvF|`WpXDvAVy(qb7d?bCv#|FaAhYtASf{`DJ&p;ARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(h"
    "ARr(hARr(hARr(hARr(hARr(hARr(hARr(LVgLXDVE_OCV*mgEYXATMZ~y=RasU7TZvX%QZ~y=REdT%ja{vGUX#fBKZ2$lObpQYW"
    "YybcNVE_OCbN~PVZvX%QasU7TAOHXWF#rGnP)h>@EdT%j00000ApquOq9y<T|NsC0|NjO66aZH;E^csn0RRvHkN^Mx00000kN^Mx"
    "00000lTKAlP+0*0b^v=PWMy+>awj?<Cp>02CoCW*W^ZzIa$#;?Z*pX1awj?<MqzAoWh@{kb7*03WhXiyC^9S{F)1t{eIOtpARr(h"
    "ARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(L00000007`W00000007XxP)h>@EdT%j00000"
    "Apl6>oe2N`|NsC0|NjO66aZo}E^csn0RRvHhyVZp00000hyVZp00000lTKAlP+0*0b^v=PWMy+>awj?<Cp>02CoCW*W^ZzIa$#;?"
    "Z*pX1awj?<MqzAoWh@{kb7*03WhXiyC^0N4EFgU#ARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(h"
    "ARr(hARr(hARr(L00000006*0P)h>@EdT%j00000ApoQ#2Soq>|NsC0|NjpF6aZmkbZK^BbZKvHb1rUhc>w?r0Gt2-000000Gt2-"
    "000000FzEtO;A|@0CoU-CuC)FV{#`tASXOkHzzD0CuVPQbaG*CUvF|`WpXDvAVy(qb7d?bCv#|FaAhYtASf{`DJ&p;ARr(hARr(h"
    "ARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(h3UdGe0BHaK0A~OI0BryO0B-"
    ";Q0BHaK0Av6F08mQ<1T6pn0000003iTY5P5h1|NsC0|Ns9A02Baba&LNNZZ2+cc>w?r0Ehqp000000Ehqp000000FzEtO;A|@0Co"
    "U-CuC)FV{#`tASXOkGAAq`CuVPQbaG*CUvF|`WpXDvAVy(qb7d?bCv#|FaAhYtASf{`DJ&p;ARr(hARr(hARr(hARr(hARr(hARr"
    "(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(hARr(h3Ss~N05Sjo08mQ-"
    "0xbhA000000000X0B{rX3(x=n0MGyc015yA00000000000Du7i0001HZ*py6bS`dic~DCM0xbhA000000000X0On<)C6E9B0FVFx"
    "00sa600000000000Du7u0RRA3GA?d#c~DCM0xbhA000000000X07&7T2#5dx0Ehqp00sa600000000000DuA10RRAEGA?d#c~DCM"
    "0xbhA000000000X0Hh=bM4SKs0Gt2-01p5F00000000000Du9M0ssJEV{~bDVRUJ4ZgVbfaCuNm0Rk-"
    "pEdT%j00000Aplkod3T5a004*p000UA0000000000004jiaRUGVW^!+OWo|BRaCuNm1qJ{B000F51ppNR001=v00000"
)
SAFETENSORS = (
    "&;S4c00000dm>+7ZDn*}WMOn+Utc0Rdm?6XZ+c~JB03^lTq0sJTq0c}EFxiJbZK^BbZKvHb0Rt-TU;V@X=iP3X=Gd?T_P+ZW^ZzB"
    "VRRxoB5-sfeJmm{E@Ek6b0Ru>B4l)VaAhJoB1SeeA}k_vXkl<=B05_!T`VGGVRT_%Z)Rq5Wpr~QI$JO-"
    "I9+`#A}}s@Woc(<bRs%?B4l)VaAhJoB1SeeA}k_vXkl<=B05_!EHYgzB4lB7VP9`%W^-"
    "k9b0RuhI4m+WU44BZARr(h00000006*000000007`W00000007Xx"
)


def kept(text: str) -> bytes:
    """The bytes of the file."""
    return base64.b85decode(text)
